"""Run all tests on each supported Python, with the newest and the oldest dependencies, and with those of Colab.

python -m tests.matrix                                    all of it
python -m tests.matrix --python 3.12 --versions oldest    a part

Needs uv (python -m pip install uv). Each combination gets an environment of its own in a
temporary directory. "Oldest" is the lowest version that requirements.txt allows of each package
it names, "colab" the lowest that the package allows without it, which is what Colab runs;
"torch" adds PyTorch to the newest, for the cells that compare with it. A Python that isn't on
this machine is reported as missing.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHONS = ("3.11", "3.12", "3.13")
READER = ["-r", "requirements.txt"]
VERSIONS = {
    "newest": ["--resolution", "highest", *READER],
    "oldest": ["--resolution", "lowest-direct", *READER],
    "colab": ["--resolution", "lowest-direct"],
    "torch": [
        "--resolution",
        "highest",
        *READER,
        "--torch-backend",
        "cpu",
        "torch",
    ],  # lessons 04 and 06 compare with it
}


def find_python(version):
    """Return the path of a Python of this version, or None."""
    candidates = [shutil.which(f"python{version}"), sys.executable]
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    candidates += [str(path / "bin" / "python") for path in sorted(pyenv.glob(f"{version}.*"))]
    found = subprocess.run([uv(), "python", "find", "--no-python-downloads", version], capture_output=True, text=True)
    candidates.append(found.stdout.strip())
    ask = "import sys; print('%d.%d' % sys.version_info[:2])"
    for candidate in filter(None, candidates):
        answer = subprocess.run([candidate, "-c", ask], capture_output=True, text=True)
        if answer.stdout.strip() == version:  # a pyenv shim may be there and yet not run
            return candidate
    return None


def uv():
    """Return the path of uv; end with a message if there is none."""
    beside = shutil.which("uv", path=str(Path(sys.executable).parent))
    return beside or shutil.which("uv") or sys.exit("uv is missing: python -m pip install uv")


def run_one(python, choice, place):
    """Make an environment in ``place``, run the tests in it; return (passed, a summary, what was printed)."""
    # Nothing of the environment that runs this may leak into the one that is tested.
    settings = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL_ENV"))}
    bin_folder = Path(place) / ("Scripts" if os.name == "nt" else "bin")
    inner = str(bin_folder / "python")
    steps = [
        [uv(), "venv", "--quiet", "--python", python, str(place)],
        [uv(), "pip", "install", "--quiet", "--python", inner, *choice, "-e", ".[test]"],
        [inner, "-m", "pytest", "-q"],
    ]
    for step in steps:
        run = subprocess.run(step, cwd=ROOT, env=settings, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if run.returncode:
            break
    return run.returncode == 0, summary(run.stdout), run.stdout


def summary(output):
    """Return pytest's counts, or the last line if it did not come to that."""
    lines = [line.strip(" =") for line in output.splitlines() if line.strip(" =")]
    counts = [line for line in lines if re.match(r"\d+ (passed|failed|error|skipped)", line)]
    return (counts or lines or ["nothing was printed"])[-1]


def main(arguments=None):
    """Run the combinations, print a line for each; return 1 if one failed or none could run."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.matrix", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--python", nargs="+", default=PYTHONS, metavar="3.x")
    parser.add_argument("--versions", nargs="+", default=list(VERSIONS), choices=VERSIONS)
    options = parser.parse_args(arguments)
    ran, failed = 0, 0
    for version in options.python:
        python = find_python(version)
        for name in options.versions:
            if python is None:
                print(f"Python {version}, {name}: not run, this Python is missing", flush=True)
                continue
            start = time.monotonic()
            with tempfile.TemporaryDirectory() as place:
                passed, counts, output = run_one(python, VERSIONS[name], Path(place) / "env")
            ran, failed = ran + 1, failed + (not passed)
            verdict = "ok    " if passed else "FAILED"
            print(f"Python {version}, {name}: {verdict} {counts} ({time.monotonic() - start:.0f} s)", flush=True)
            if not passed:
                print(output, flush=True)
    return int(failed > 0 or ran == 0)


if __name__ == "__main__":
    sys.exit(main())
