"""Show a figure again and again, fast: what stays is drawn once, what moves is drawn anew in each frame."""

import io

import numpy as np
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.image import AxesImage
from matplotlib.legend import Legend
from matplotlib.text import Annotation, Text
from PIL import Image

from helpers.plots.style import PIXELS_PER_INCH

COLORS = 64  # of a picture: it takes 8 to 25 kilobytes, a JPEG with crisp text up to 200, and all colors 40 to 170
SCALE, TALL = 1.3, 5  # pixels for one pixel on the page, but one for one in a figure of more inches than this
MOST_KEPT = 1000  # texts, a few kilobytes each
MARGIN = 3  # pixels around a text, for what its edges are smoothed over


class LiveView:
    """Frames of a CourseFigure as it is updated.

    Matplotlib marks an artist as stale when its data change. Whatever an update makes stale moves
    from then on: it is left out of the background, a picture that is drawn once, and is drawn on top
    of it in every frame, together with all that lies above it. A figure may name beforehand
    what will move; then no frame has to wait for that. A change that this can't express
    (ticks, limits, the texts of a legend) draws a new background, which is slower and also right.

    Text is what takes matplotlib longest. So its pixels are kept, for when it looks the same again.
    Next come images of cells in a plane. Their places stay, so it is kept which cell each pixel shows.
    """

    def __init__(self, figure, scale=None):
        """Parameters: figure; scale, the pixels for one pixel on the page, if not the usual ones."""
        self.figure, self.moving, self.layers, self.background = figure, set(figure.moving), [], None
        self.pixels = {}  # of texts: {(text, *look_of(text)): pixels_of(text)}
        self.cells = {}  # of images: {image: cells_of(image)}
        figure.set_dpi((scale or (SCALE if figure.get_figheight() < TALL else 1)) * PIXELS_PER_INCH)
        figure.canvas.draw()
        self.alone = RendererAgg(*figure.canvas.get_width_height(), figure.dpi)  # where a text is drawn by itself

    def frame(self):
        """Return the figure as it is now, as PNG bytes."""
        buffer = io.BytesIO()
        self.picture().save(buffer, "PNG")
        return buffer.getvalue()

    def picture(self):
        """Return the figure as it is now, as an image with a palette of few colors."""
        canvas = self.figure.canvas
        if self.figure.stale or self.background is None:
            self._draw_background()
        else:
            canvas.restore_region(self.background)
        for parent, artist in self.layers:
            if isinstance(artist, Text | Legend) and not isinstance(artist, Annotation):  # whose arrow may go anywhere
                self._draw_text(artist)
            elif isinstance(artist, AxesImage) and has_colored_cells(artist):
                self._draw_cells(artist)
            else:
                parent.draw_artist(artist)
        for drawn in (*self.figure.axes, self.figure):
            drawn.stale = False  # a legend reports itself as changed while it is drawn
        return with_few_colors(canvas)

    def _draw_text(self, text):
        """Draw a text, or a legend that stays as it is, from the pixels that were kept where it looked the same."""
        look = text, *look_of(text)
        if look not in self.pixels:
            if len(self.pixels) >= MOST_KEPT:
                self.pixels.clear()
            self.pixels[look] = pixels_of(text, self.alone)
        if self.pixels[look] is not None:
            self.figure.canvas.get_renderer().draw_image(*self.pixels[look])

    def _draw_cells(self, image):
        renderer = self.figure.canvas.get_renderer()
        if image not in self.cells:
            self.cells[image] = cells_of(image, renderer)
        cells, left, bottom = self.cells[image]
        colors = np.ascontiguousarray(image.get_array()).view("<u4").ravel()
        renderer.draw_image(renderer.new_gc(), left, bottom, colors[cells].view(np.uint8).reshape(*cells.shape, 4))

    def _draw_background(self):
        self.pixels.clear()
        self.cells.clear()
        pairs = [(parent, artist) for parent in (*self.figure.axes, self.figure) for artist in self._drawn_by(parent)]
        self.moving |= {artist for _, artist in pairs if artist.stale}
        lowest = {}
        for parent, artist in pairs:
            if artist in self.moving:
                lowest[parent] = min(artist.zorder, lowest.get(parent, np.inf))
        self.layers = [pair for pair in pairs if pair[1].zorder >= lowest.get(pair[0], np.inf)]
        self.layers.sort(key=lambda pair: pair[1].zorder)
        for _, artist in self.layers:
            artist.set_animated(True)
        self.figure.canvas.draw()
        self.background = self.figure.canvas.copy_from_bbox(self.figure.bbox)

    def _drawn_by(self, parent):
        """Return what an axes, or the figure, draws itself; ticks and the white behind it stay in the background."""
        fixed = {parent.patch, *self.figure.axes}
        if not getattr(parent, "axison", True):
            fixed |= set(parent.spines.values())
        return [artist for artist in parent.get_children() if artist not in fixed and not isinstance(artist, Axis)]


def with_few_colors(canvas):
    """Return what is on a canvas as an image with a palette of few colors."""
    size = canvas.get_width_height()
    picture = Image.frombuffer("RGBX", size, canvas.buffer_rgba(), "raw", "RGBX", 0, 1)  # opaque everywhere
    few = picture.convert("RGB").quantize(COLORS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    # The octree takes white and what is nearly white together, and on a white page their mean would show as a box.
    background, palette = few.getpixel((0, 0)), few.getpalette()
    palette[3 * background : 3 * background + 3] = picture.getpixel((0, 0))[:3]
    few.putpalette(palette)
    return few


def look_of(artist):
    """Return what a text's pixels depend on, but for the axes; a legend's never change while the background stands."""
    if isinstance(artist, Legend):
        return ()
    font, box = artist.get_fontproperties(), artist.get_bbox_patch()
    look = (
        artist.get_text(),
        artist.get_position(),
        artist.get_color(),
        artist.get_alpha(),
        artist.get_visible(),
        hash(font),
    )
    return (*look, box.get_facecolor(), box.get_edgecolor(), box.get_linewidth()) if box else look


def pixels_of(artist, renderer):
    """Return what an artist alone looks like, as draw_image takes it, or None where nothing is to be seen."""
    if not artist.get_visible() or (isinstance(artist, Text) and not artist.get_text()):
        return None
    renderer.clear()
    artist.draw(renderer)
    box = isinstance(artist, Text) and artist.get_bbox_patch()
    left, bottom, right, top = (box or artist).get_window_extent(renderer).padded(MARGIN).extents.round().astype(int)
    left, bottom, height = max(left, 0), max(bottom, 0), int(renderer.height)
    image = np.asarray(renderer.buffer_rgba())[max(height - top, 0) : height - bottom, left : max(right, 0)]
    if not image.size:
        return None
    return renderer.new_gc(), left, bottom, image[::-1].copy()  # rows from the bottom, as draw_image takes them


def has_colored_cells(image):
    """Return whether an image holds a color of four bytes for each cell, and nothing blends them."""
    cells = image.get_array()
    return image.get_interpolation() == "nearest" and cells.dtype == np.uint8 and cells.shape[2:] == (4,)


def cells_of(image, renderer):
    """Return the number of the cell behind each pixel of an image, (height, width), and its left and lower end.

    The ends are as draw_image takes them.
    """
    colors = image.get_array()
    number = np.arange(colors.shape[0] * colors.shape[1], dtype="<u4")
    own = (number | 0xFF000000).view(np.uint8).reshape(colors.shape)  # each cell in a color of its own, opaque
    image.set_data(own)
    drawn, left, bottom, _ = image.make_image(renderer)
    image.set_data(colors)
    return drawn.view("<u4")[..., 0] & 0xFFFFFF, left, bottom
