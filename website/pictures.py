"""Pictures that the build draws: kept once each, under a name that is made from what is in them."""

import base64
import hashlib
import io
from html import escape

from PIL import Image

FOLDER = "_static/pictures"
COLORS = 64
kept = {}  # name of the file: its bytes; the build writes them into FOLDER


def keep(png):
    """Keep a picture, PNG bytes; return its address, as seen from any page, its width and its height in pixels."""
    image = Image.open(io.BytesIO(png)).convert("RGB").quantize(COLORS, dither=Image.Dither.NONE)
    buffer = io.BytesIO()
    image.save(buffer, "png", optimize=True)
    return keep_file(buffer.getvalue(), "png"), image.width, image.height


def keep_file(data, suffix):
    """Keep bytes under a name that is made from what is in them; return their address."""
    name = f"{hashlib.sha256(data).hexdigest()[:20]}.{suffix}"
    kept[name] = data
    return f"{FOLDER}/{name}"


def html(png, alt):
    """Keep a picture and return it as HTML, with its alternative text; a tap enlarges it."""
    address, width, height = keep(png)
    size = f'width="{width}" height="{height}"'
    return (
        f'<a class="image-reference" href="{address}">'
        f'<img src="{address}" {size} alt="{escape(alt)}" loading="lazy"></a>'
    )


def decoded(output):
    """Return the PNG bytes of a stored output."""
    return base64.b64decode(output.data["image/png"])


def write(folder):
    """Write all pictures that were kept into Sphinx's folder."""
    place = folder / FOLDER
    place.mkdir(parents=True, exist_ok=True)
    for name, data in kept.items():
        (place / name).write_bytes(data)
