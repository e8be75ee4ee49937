"""Every formula of every lesson renders in MathJax (JupyterLab, GitHub) and in KaTeX (VS Code)."""

import json
import shutil
import subprocess

import pytest

from lessons.pairing import ROOT, as_notebook, lesson_paths, notebook_path, read_notebook, read_text
from tests import give_up
from tests.markdown import split_prose, stray_dollars

HERE = ROOT / "tests" / "formulas"


@pytest.fixture(scope="module")
def render():
    """A function: formulas in, a list of what did not render out."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        give_up("formulas are rendered by Node.js, and node or npm is missing")
    if not installed():
        command = [npm, "install", "--no-package-lock", "--no-audit", "--no-fund"]
        install = subprocess.run(command, cwd=HERE, capture_output=True, text=True, timeout=300)
        if install.returncode or not installed():
            give_up(f"npm could not install KaTeX and MathJax: {install.stderr.strip()}")

    def run(formulas):
        asked = json.dumps([{"formula": formula, "display": display} for formula, display in formulas])
        answer = subprocess.run(
            [node, "render.mjs"], cwd=HERE, input=asked, encoding="utf-8", capture_output=True, timeout=120
        )
        assert answer.returncode == 0, answer.stderr
        return [
            f"{wrong['engine']}: {formulas[wrong['index']][0]!r}: {wrong['message']}"
            for wrong in json.loads(answer.stdout)
        ]

    return run


def installed():
    """Say whether node_modules holds the versions that package.json names."""
    wanted = json.loads(read_text(HERE / "package.json"))["dependencies"]
    found = {name: HERE / "node_modules" / name / "package.json" for name in wanted}
    return all(
        found[name].exists() and json.loads(read_text(found[name]))["version"] == wanted[name] for name in wanted
    )


def formulas_of(path):
    """Return all formulas of a lesson, those in its outputs included."""
    sources = [cell.source for cell in as_notebook(read_text(path)).cells if cell.cell_type == "markdown"]
    if notebook_path(path).exists():
        for cell in read_notebook(notebook_path(path)).cells:
            for output in cell.get("outputs", []):
                data = output.get("data", {})
                sources += [data[kind] for kind in ("text/markdown", "text/latex") if kind in data]
    return [formula for source in sources for formula in split_prose(source).formulas]


def test_every_formula_renders(render):
    everywhere = [(path.stem, *formula) for path in lesson_paths() for formula in formulas_of(path)]
    wrong = render([formula for _, *formula in everywhere])
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "formula, engines",
    [
        ((r"\frac{1}", False), {"KaTeX", "MathJax"}),
        ((r"\undefinedmacro x", False), {"KaTeX", "MathJax"}),
        ((r"x \tag{1.1}", False), {"KaTeX"}),
        ((r"\begin{eqnarray} a &= b \end{eqnarray}", True), {"KaTeX"}),
        ((r"\Bbbk é", False), {"KaTeX"}),
        ((r"\utilde{x}", False), {"MathJax"}),
        ((r"\begin{aligned} z &= x W + b \\ a &= \sigma(z) \end{aligned} \tag{3.4}", True), set()),
        ((r"\textcolor{#D55E00}{\frac{\partial L}{\partial W}} = X^\top \delta", False), set()),
    ],
)
def test_the_renderer_notices(render, formula, engines):
    assert {wrong.split(":")[0] for wrong in render([formula])} == engines


@pytest.mark.parametrize("path", lesson_paths(), ids=lambda path: path.stem)
def test_no_dollar_is_taken_for_a_formula(path):
    """JupyterLab would read "$5 and $6" as a formula; \\$ is always a dollar."""
    cells = as_notebook(read_text(path)).cells
    assert not [line for cell in cells if cell.cell_type == "markdown" for line in stray_dollars(cell.source)]
