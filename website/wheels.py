"""Wheels for Python in the browser: the course's own, and those of packages that are installed here."""

import base64
import hashlib
import tomllib
import zipfile
from importlib import metadata

from lessons.pairing import ROOT, read_text

SUFFIXES = {".py", ".npz", ".md", ".mplstyle"}
OF_THE_INSTALLER = {"INSTALLER", "REQUESTED", "direct_url.json"}


def project():
    """Return what pyproject.toml says of the course's package."""
    return tomllib.loads(read_text(ROOT / "pyproject.toml"))["project"]


def of_the_course(folder):
    """Write the course's package as a wheel; return its path. The same files always give the same wheel."""
    about = project()
    name = f"{about['name'].replace('-', '_')}-{about['version']}"
    content = {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for path in sorted((ROOT / "helpers").rglob("*"))
        if path.suffix in SUFFIXES
    }
    said = [("Metadata-Version", "2.1"), ("Name", about["name"]), ("Version", about["version"])]
    said += [("Requires-Dist", each) for each in about["dependencies"]]
    tags = [("Wheel-Version", "1.0"), ("Generator", "website"), ("Root-Is-Purelib", "true"), ("Tag", "py3-none-any")]
    for file, fields in (("METADATA", said), ("WHEEL", tags)):
        content[f"{name}.dist-info/{file}"] = "".join(f"{key}: {value}\n" for key, value in fields).encode()
    record = [f"{path},sha256={_in_record(each)},{len(each)}\n" for path, each in content.items()]
    record.append(f"{name}.dist-info/RECORD,,\n")
    content[f"{name}.dist-info/RECORD"] = "".join(record).encode()
    return _write(folder, name, content)


def of_installed(package, folder):
    """Write a package of pure Python that is installed here as a wheel; return its path."""
    found = metadata.distribution(package)
    content = {
        file.as_posix(): file.locate().read_bytes()
        for file in found.files
        if file.parts[0] != ".." and file.name not in OF_THE_INSTALLER and file.suffix != ".pyc"
    }
    return _write(folder, f"{package.replace('-', '_')}-{found.version}", content)


def _write(folder, name, content):
    path = folder / f"{name}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, data in content.items():
            archive.writestr(zipfile.ZipInfo(each), data, zipfile.ZIP_DEFLATED)
    return path


def _in_record(data):
    """Return a hash as a wheel writes it."""
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
