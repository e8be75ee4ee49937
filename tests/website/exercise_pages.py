"""Pages with exercises, as the site has them, and a browser that looks at them."""

import functools
import http.server
import shutil
import threading
from contextlib import contextmanager
from pathlib import Path

from nbformat.v4 import new_code_cell, new_notebook

from website.exercises import FOLDER, STATIC, element, script

STAND_IN = Path(__file__).with_name("stand_in.js")
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="_static/{folder}/exercise.css"><style>body {{ color-scheme: light dark }}</style>
<script defer src="_static/site.js"></script><script defer src="_static/{folder}/exercise.js"></script></head>
<body><main><h1>{title}</h1>{body}<p><a href="#end">The end</a></p></main></body></html>
"""


def write_page(folder, name, notebook):
    """Write a page that holds the exercises of a notebook alone."""
    found = (element(name, cell, notebook) for cell in notebook.cells if cell.cell_type == "code")
    body = "\n".join(each for each in found if each)
    shutil.copy(STATIC.parent / "site.js", folder / "_static")
    (folder / f"{name}.html").write_text(PAGE.format(title=name, body=body, folder=FOLDER), encoding="utf-8")
    (folder / "_static" / FOLDER / f"{name}.js").write_text(script(name, notebook), encoding="utf-8")


def notebook_of(*sources):
    """A notebook with these cells."""
    return new_notebook(cells=[new_code_cell(source) for source in sources])


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves files with the types of a static host."""

    extensions_map = http.server.SimpleHTTPRequestHandler.extensions_map | {
        ".wasm": "application/wasm",
        ".mjs": "text/javascript",
    }

    def end_headers(self):
        """Let a page from a folder have Pyodide's files, as a CDN does."""
        self.send_header("Access-Control-Allow-Origin", "*")
        super().end_headers()

    def log_message(self, *_):
        """Say nothing."""


@contextmanager
def served(folder):
    """Serve a folder; give its address."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def with_stand_in(static):
    """Put the stand-in in the place of Python; return the folder of the exercises."""
    folder = static / FOLDER
    shutil.copy(STAND_IN, folder / "python.js")
    return folder


def opened(context, site, name):
    """Return a page of the site (its folder, its address), when its editors are there."""
    page = context.new_page()
    page.goto(f"{site[1]}/{name}.html")
    page.locator(".cm-content").last.wait_for()
    return page


class Exercise:
    """An exercise on a page."""

    def __init__(self, page, name):
        self.page, self.at = page, page.locator(f'bp-exercise[name="{name}"]')
        self.check, self.stop, self.note = (self.at.locator(f".bp-{each}") for each in ("check", "stop", "note"))
        self.verdict, self.printed = self.at.locator(".bp-verdict"), self.at.locator(".bp-printed")
        self.editor = self.at.locator(".cm-content, .bp-plain")

    @property
    def code(self):
        """What the editor holds."""
        return self.at.evaluate("element => element.editor.text")

    def write(self, code):
        """Replace what the editor holds, by keyboard."""
        self.editor.click()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(code)

    def press(self, code=None, seconds=10):
        """Press Check, and wait for the end; return the verdict's text, or what is said in its place."""
        if code is not None:
            self.write(code)
        self.check.click()
        return self.end(seconds)

    def end(self, seconds=10):
        """Wait until nothing is at work here; return the verdict's text, or what is said in its place."""
        self.at.locator(".bp-verdict[aria-busy=false]").wait_for(timeout=seconds * 1000, state="attached")
        return self.verdict.inner_text() or self.note.inner_text()
