"""Explorers, drawn at their positions: pictures, texts and numbers, which a cache keeps between builds.

What is drawn depends on an explorer's script (see website.positions), on the files of SOURCES and on the libraries. As
long as these stay, the cache answers.
"""

import hashlib
import io
import itertools
import json
import os
import shutil
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path

from PIL import Image

from helpers.widgets.live import LiveView
from helpers.widgets.numbers import written
from lessons.pairing import ROOT
from website.positions import name_in, parts

SOURCES = [
    *("helpers/data/*", "helpers/museum/*", "helpers/nn/*", "helpers/plots/**/*"),
    *(f"helpers/widgets/{name}.py" for name in ("controls", "explore", "explorers", "live", "numbers", "stepper")),
    *("website/drawing.py", "website/positions.py"),
]
LIBRARIES = ["matplotlib", "numpy", "pillow"]
CACHE = Path(__file__).with_name(".cache")
SCALE = 1.6  # pixels for one pixel on the page, as in the pictures that the notebooks have stored
CHUNK = 30  # positions that a process draws at a time


def draw(scripts):
    """Draw the explorers that the cache doesn't have, in as many processes as there are cores."""
    missing = [script for script in scripts if kept(script) is None]
    if not missing:
        return
    tasks = [(script, first) for script in missing for first in range(0, len(parts(script).positions()), CHUNK)]
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
        answers = zip(tasks, pool.map(draw_chunk, *zip(*tasks, strict=True)), strict=True)
        for script, chunks in itertools.groupby(answers, lambda answer: answer[0][0]):
            keep(script, [frame for _, frames in chunks for frame in frames])


def draw_chunk(script, first):
    """Return (picture, text, numbers) at some positions: WebP bytes, and tables as (caption, header, rows)."""
    explorer = parts(script)
    figure = explorer.function(**explorer.first | explorer.still)
    figure.png()  # the layout settles while it is drawn
    view = LiveView(figure, SCALE)
    frames = []
    for settings in explorer.positions()[first : first + CHUNK]:
        figure.update(**settings)
        frames.append((webp(view.picture()), figure.alt, written(figure)))
    return frames


def webp(picture):
    """Return an image as WebP bytes; with more effort they are a fifth less, and the build is a tenth slower."""
    buffer = io.BytesIO()
    picture.convert("RGB").save(buffer, "webp", lossless=True, quality=0, method=1)
    return buffer.getvalue()


def keep(script, frames):
    """Write an explorer into the cache, in place of what it had before."""
    folder = folder_of(script)
    part = folder.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    for picture, _, _ in frames:
        (part / name_of(picture)).write_bytes(picture)
    (part / "explorer.json").write_text(json.dumps(described(script, frames), ensure_ascii=False), "utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    part.rename(folder)


def kept(script):
    """Return what the cache has of an explorer, a dictionary, and the folder of its pictures; None where it hasn't."""
    path = folder_of(script) / "explorer.json"
    explorer = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return (explorer, path.parent) if explorer.get("key") == key(script) else None


def described(script, frames):
    """Return all that the page has to know of an explorer; what is equal at several positions is in it once."""
    explorer = parts(script)
    width, height = Image.open(io.BytesIO(frames[0][0])).size
    files, frame_files = once([name_of(picture) for picture, _, _ in frames])
    tables, _ = once([table for _, _, numbers in frames for table in numbers])
    place = {json.dumps(table): number for number, table in enumerate(tables)}
    return {
        "key": key(script),
        "name": explorer.name,
        "size": [round(width / SCALE), round(height / SCALE)],
        "controls": explorer.described(),
        "call": explorer.call(),
        "start": explorer.places(explorer.first),
        "still": explorer.places(explorer.first | explorer.still),
        "everything": explorer.everything,
        "starts": explorer.has_starts,
        "files": files,
        "frames": frame_files,
        "captions": [caption for _, caption, _ in frames],
        "tables": tables,
        "numbers": [[place[json.dumps(table)] for table in numbers] for _, _, numbers in frames],
    }


def once(values):
    """Return the values without repetitions, and the place of each of them there."""
    found = {}
    places = [found.setdefault(json.dumps(value), (len(found), value))[0] for value in values]
    return [value for _, value in found.values()], places


def folder_of(script):
    """Return the explorer's folder in the cache."""
    return CACHE / f"{name_in(script)}-{digest(script.encode())[:8]}"


def name_of(picture):
    """Return the name of a picture's file, which is made from what is in it."""
    return f"{digest(picture)[:20]}.webp"


def key(script):
    """Return a text that changes with everything that what is drawn depends on."""
    return digest(sources() + script.encode())


@cache
def sources():
    """Return what all explorers depend on, in short."""
    files = sorted(path for pattern in SOURCES for path in ROOT.glob(pattern) if path.is_file())
    named = [f"{path.relative_to(ROOT).as_posix()} {digest(path.read_bytes())}" for path in files]
    named = [line for line in named if "__pycache__" not in line]
    return "\n".join([*named, *(f"{name} {version(name)}" for name in LIBRARIES)]).encode()


def digest(data):
    """Return a hash of bytes as text."""
    return hashlib.sha256(data).hexdigest()
