"""JupyterLab and Chromium for tests and benchmarks: start them, open a notebook, run it."""

import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
VARIABLE = "CHROMIUM"  # names the browser, where it has another name or is not on the path
STARTED = 60  # seconds
PATIENCE = 30_000  # milliseconds; a busy machine is slow, and still right
SETTINGS = {
    # All cells are in the page, those out of sight too; and nothing asks the internet for news.
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}
CODE = (
    "window.jupyterapp?.shell.currentWidget?.content?.model?.toJSON?.().cells.filter(cell => cell.cell_type === 'code')"
)
# What the kernel itself says, not the light in the toolbar.
KERNEL = "window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status"

# JavaScript, the picture that an output of the page shows; an explorer holds many.
SHOWN_PICTURE = "[...output.querySelectorAll('img')].find(image => image.checkVisibility({visibilityProperty: true}))"

# Close what is open without a question about saving it; say whether anything was.
CLOSE = """() => {
    const open = window.jupyterapp?.shell.currentWidget
    open?.dispose()
    return Boolean(open)
}"""


def find_chromium():
    """Return the path of a Chromium or Chrome, or None."""
    named = os.environ.get(VARIABLE)
    return next(filter(None, map(shutil.which, [named] if named else NAMES)), None)


class Jupyter:
    """A JupyterLab, or a Notebook 7, on a free port of this machine, that knows no settings but ours."""

    def __init__(self, folder, app="jupyterlab"):
        """Start it; folder (a Path) holds its files, those to be served in folder/root; app is "notebook" or not."""
        self.app = app
        self.root, self.log = folder / "root", folder / "log.txt"
        self.root.mkdir(exist_ok=True)
        for name, settings in SETTINGS.items():
            path = folder / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(settings), encoding="utf-8")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.url = f"http://127.0.0.1:{free.getsockname()[1]}"
        self.token = secrets.token_urlsafe()
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(self._command(), env=_environment(folder), stdout=log, stderr=log)
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise

    def _command(self):
        port = self.url.rsplit(":", 1)[1]
        options = {
            "ServerApp.ip": "127.0.0.1",
            "ServerApp.port": port,
            "ServerApp.port_retries": 0,
            "ServerApp.root_dir": self.root,
            "IdentityProvider.token": self.token,
            f"{'LabApp' if self.app == 'jupyterlab' else 'JupyterNotebookApp'}.expose_app_in_browser": True,
            "LabApp.extension_manager": "readonly",
        }
        written = [f"--{name}={value}" for name, value in options.items()]
        return [sys.executable, "-m", self.app, "--no-browser", "--allow-root", *written]

    def _wait(self):
        end = time.monotonic() + STARTED
        while True:
            try:
                return self.ask("api/status")
            except OSError as error:
                if self.process.poll() is not None or time.monotonic() > end:
                    raise RuntimeError(f"{self.app} did not start: {self.log.read_text(encoding='utf-8')}") from error
                time.sleep(0.05)

    def ask(self, path, method="GET"):
        """Send a request to the server's API; return what it answers."""
        header = {"Authorization": f"token {self.token}"}
        request = urllib.request.Request(f"{self.url}/{path}", headers=header, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read() or "null")

    def shut_down_kernels(self):
        """End all kernels, and with them what they still compute."""
        for kernel in self.ask("api/kernels"):
            self.ask(f"api/kernels/{kernel['id']}", "DELETE")

    def stop(self):
        """End the server and its kernels."""
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def address(self, name):
        """Return the address of a notebook, in JupyterLab in a workspace of its own."""
        if self.app == "notebook":
            return f"{self.url}/notebooks/{name}?token={self.token}"
        return f"{self.url}/lab/workspaces/{re.sub(r'[^a-z0-9]', '', name)}/tree/{name}?token={self.token}"


def _environment(folder):
    """Return the environment variables of the server: nothing of the user's Jupyter and IPython is read or written."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "IPYTHON"))}
    places = {"CONFIG_DIR": "config", "DATA_DIR": "data", "RUNTIME_DIR": "runtime"}
    lab = {"SETTINGS_DIR": "settings", "WORKSPACES_DIR": "workspaces"}
    kept |= {f"JUPYTER_{name}": str(folder / place) for name, place in places.items()}
    kept |= {f"JUPYTERLAB_{name}": str(folder / place) for name, place in lab.items()}
    return kept | {"IPYTHONDIR": str(folder / "ipython"), "JUPYTER_PREFER_ENV_PATH": "1"}


@contextmanager
def jupyter_and_browser(folder, chromium, app="jupyterlab"):
    """Start an app (see Jupyter) and Chromium (by its path); give server and browser context; end both at the end."""
    server = Jupyter(Path(folder), app)
    try:
        # Playwright drives the browser that is there; it has not downloaded one, and won't.
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium)
            yield server, browser.new_context(viewport={"width": 1280, "height": 900})
            browser.close()
    finally:
        server.stop()


def open_notebook(page, server, name):
    """Open a notebook of the server's folder in place of the one that is open, and wait until its kernel is ready."""
    if page.evaluate(CLOSE):
        server.shut_down_kernels()
        page.evaluate("path => { jupyterapp.commands.execute('docmanager:open', {path}) }", name)
    else:
        page.goto(server.address(name))
    page.wait_for_function(f"{CODE}?.length > 0 && {KERNEL} === 'idle'", timeout=STARTED * 1000)


def run_all(page, cells, timeout=60):
    """Run all cells from the top, and wait for the last one, or for an error; return what has become of the code cells.

    Parameters: cells, the code cells of the notebook file: they tell what has to run, and which errors
    are meant. Where one isn't meant, the cells after it have not run.
    """
    wanted = [number for number, cell in enumerate(cells) if cell.source.strip()]
    meant = [number for number, cell in enumerate(cells) if "raises-exception" in cell.metadata.get("tags", [])]
    page.evaluate("() => { jupyterapp.commands.execute('notebook:run-all-cells') }")
    done = f"""([wanted, meant]) => {{
        const cells = {CODE}, failed = cell => cell.outputs.some(output => output.output_type === 'error')
        const ran = wanted.every(number => cells[number].execution_count)
        const stopped = cells.some((cell, number) => failed(cell) && !meant.includes(number))
        return (ran || stopped) && {KERNEL} === 'idle'
    }}"""
    page.wait_for_function(done, arg=[wanted, meant], polling=100, timeout=timeout * 1000)
    return page.evaluate(CODE)
