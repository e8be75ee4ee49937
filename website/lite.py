"""The whole lesson, live: JupyterLite with the lessons and the course's package, in the folder lite/ of the site.

`build` writes it, with no network. In the browser its kernel has Pyodide and most packages from their CDN; the course's
own package and what Pyodide lacks lie beside their lock file as wheels, so that a lesson imports them by itself.

python -m website.lite LOCK     keep what the lessons need of Pyodide's lock file (its path), in jupyterlite-lock.json
"""

import json
import subprocess
import sys
import tempfile
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from jupyter_core.paths import jupyter_path
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from helpers import workbook
from lessons.pairing import read_text, write_text
from website import wheels
from website.drawing import digest

HERE = Path(__file__).parent
LOCK = HERE / "jupyterlite-lock.json"

# ---- Python there: to change its version, change this and renew the lock (website/README.md)

PYODIDE = "314.0.6"
CDN = f"https://cdn.jsdelivr.net/pyodide/v{PYODIDE}/full/"
KERNEL = "micropip", "ipython", "jedi"  # what JupyterLite's kernel starts with
LACKING = "comm", "ipywidgets"  # what Pyodide doesn't have

EXTENSIONS = "@jupyterlite/pyodide-kernel-extension", "@jupyter-widgets/jupyterlab-manager"
NEEDS = "jupyterlite_core", "jupyterlite_pyodide_kernel", "jupyter_server"
FOLDER, PYTHON = "lite", "python"  # in the site; in that one, of the lock file and the wheels


def missing():
    """Return the names of what is missing to build it."""
    absent = [name for name in NEEDS if find_spec(name) is None] + [name for name in EXTENSIONS if not extension(name)]
    return absent if int(metadata.version("ipywidgets").partition(".")[0]) > 7 else [*absent, "ipywidgets 8"]


def extension(name):
    """Return the folder of an extension of JupyterLab 4 that is installed, or None."""
    for path in jupyter_path("labextensions"):
        package = Path(path, name, "package.json")
        if package.is_file() and "load" in json.loads(read_text(package))["jupyterlab"].get("_build", {}):
            return package.parent
    return None


def link(lesson):
    """Return the address of a lesson in it, seen from the site's pages."""
    return f"{FOLDER}/lab/index.html?path={lesson}.ipynb"


def build(folder):
    """Write JupyterLite into a folder that isn't there yet; raise RuntimeError with what it says where it fails."""
    with tempfile.TemporaryDirectory() as place:
        source, lessons = Path(place, "source"), Path(place, "lessons")
        workbook.prepare(lessons)
        source.mkdir()
        write_json(source / "jupyter_lite_config.json", {"LiteBuildConfig": how(folder, lessons)})
        write_json(source / "jupyter-lite.json", what())
        command = [sys.executable, "-m", "jupyterlite_core", "build", "--lite-dir", source]
        ran = subprocess.run(command, cwd=source, capture_output=True, text=True, encoding="utf-8", errors="replace")
    if ran.returncode:
        raise RuntimeError(f"JupyterLite could not be built:\n{ran.stdout}{ran.stderr}")
    write_packages(folder / PYTHON)


def how(folder, lessons):
    """Return what the builder is told."""
    return {
        "output_dir": str(folder),
        "contents": [str(lessons)],
        "apps": ["lab", "notebooks"],
        "federated_extensions": [str(extension(name)) for name in EXTENSIONS],
        "ignore_sys_prefix": True,
        "no_sourcemaps": True,
        "no_unused_shared_packages": True,
    }


def what():
    """Return what the page is told: where Python comes from, and that nobody else is asked."""
    kernel = {
        "pyodideUrl": f"{CDN}pyodide.mjs",
        "disablePyPIFallback": True,
        "loadPyodideOptions": {"lockFileURL": f"./{PYTHON}/pyodide-lock.json"},
    }
    plugins = {"@jupyterlite/pyodide-kernel-extension:kernel": kernel}
    return {"jupyter-lite-schema-version": 0, "jupyter-config-data": {"litePluginSettings": plugins}}


def write_packages(folder):
    """Write the wheels that no CDN has, and the lock file that names them beside those of the CDN."""
    folder.mkdir()
    lock = json.loads(read_text(LOCK))
    for entry in lock["packages"].values():
        entry["file_name"] = CDN + entry["file_name"]
    paths = {name: wheels.of_installed(name, folder) for name in LACKING}
    needs = {name: metadata.requires(name) or [] for name in LACKING}
    about = wheels.project()
    paths[about["name"]], needs[about["name"]] = wheels.of_the_course(folder), about["dependencies"]
    for name, path in paths.items():
        depends = names(needs[name]) & (lock["packages"].keys() | paths.keys())
        imports = ["helpers"] if name == about["name"] else [name]
        lock["packages"][name] = entry_of(name, path, imports, sorted(depends))
    write_json(folder / "pyodide-lock.json", lock)


def entry_of(name, path, imports, depends):
    """Return what a lock file says of a wheel beside it; its folder is named after what is in the wheel.

    A browser that keeps an older wheel would otherwise take that one for it, and Pyodide refuse it.
    """
    sha256 = digest(path.read_bytes())
    folder = path.with_name(sha256[:8])
    folder.mkdir()
    path.rename(folder / path.name)
    return {
        "name": name,
        "version": path.name.split("-")[1],
        "file_name": f"{folder.name}/{path.name}",
        "sha256": sha256,
        "install_dir": "site",
        "package_type": "package",
        "imports": imports,
        "depends": depends,
        "unvendored_tests": False,
    }


def names(requirements):
    """Return the names of the packages that are required, extras left out."""
    read = [Requirement(each) for each in requirements]
    return {canonicalize_name(each.name) for each in read if not each.marker or each.marker.evaluate({"extra": ""})}


def trimmed(lock):
    """Return of Pyodide's lock file what the kernel and the lessons need."""
    packages, kept = lock["packages"], {}
    waiting = [*KERNEL, *names(wheels.project()["dependencies"])]
    waiting += [need for name in LACKING for need in names(metadata.requires(name) or [])]
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name in packages and name not in kept:
            kept[name] = packages[name]
            waiting += packages[name]["depends"]
    return lock | {"packages": dict(sorted(kept.items()))}


def write_json(path, content):
    """Write a JSON file."""
    write_text(path, json.dumps(content, indent=1) + "\n")


if __name__ == "__main__":
    write_json(LOCK, trimmed(json.loads(read_text(Path(sys.argv[1])))))
