// Reads [{formula, display}, ...] as JSON, writes [{index, engine, message}, ...]: the formulas that don't render.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import katex from "katex";

const mathjax = await createRequire(import.meta.url)("mathjax").init({
  loader: { load: ["input/tex-full"] },
  // The first two would show a mistake in red instead of reporting it; the third needs a picture as output.
  tex: { packages: { "[-]": ["noundefined", "noerrors", "bussproofs"] } },
});

const failures = [];
JSON.parse(readFileSync(0, "utf8")).forEach(({ formula, display }, index) => {
  const report = (engine, message) => failures.push({ index, engine, message });
  try {
    katex.renderToString(formula, { displayMode: display, throwOnError: true, strict: "error" });
  } catch (error) {
    report("KaTeX", error.message);
  }
  try {
    mathjax.texReset();
    const tree = mathjax.tex2mml(formula, { display });
    const wrong = tree.match(/<merror[^>]*data-mjx-error="([^"]*)"|<merror/);
    if (wrong) report("MathJax", wrong[1] ?? "error node");
  } catch (error) {
    report("MathJax", error.message);
  }
});
console.log(JSON.stringify(failures));
