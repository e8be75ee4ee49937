"""Show a figure again and again, fast: what stays is drawn once, what moves is drawn anew in each frame."""

import io

import numpy as np
from matplotlib.axis import Axis
from PIL import Image

from helpers.plots.style import PIXELS_PER_INCH

QUALITY = 90  # of the JPEG; with full color resolution, text stays crisp


class LiveView:
    """Frames of a CourseFigure as it is updated.

    Matplotlib marks an artist as stale when its data change. Whatever an update makes stale moves
    from then on: it is left out of the background, a picture that is drawn once, and is drawn on top
    of it in every frame, together with all that lies above it. A figure may name beforehand
    what will move; then no frame has to wait for that. A change that this can't express
    (ticks, limits, the texts of a legend) draws a new background, which is slower and also right.
    """

    def __init__(self, figure, scale=1.3):
        self.figure, self.moving, self.layers, self.background = figure, set(figure.moving), [], None
        figure.set_dpi(scale * PIXELS_PER_INCH)
        figure.canvas.draw()

    def frame(self):
        """Return the figure as it is now, as JPEG bytes."""
        canvas = self.figure.canvas
        if self.figure.stale or self.background is None:
            self._draw_background()
        else:
            canvas.restore_region(self.background)
        for parent, artist in self.layers:
            parent.draw_artist(artist)
        for drawn in (*self.figure.axes, self.figure):
            drawn.stale = False  # a legend reports itself as changed while it is drawn
        pixels, buffer = canvas.buffer_rgba(), io.BytesIO()
        picture = Image.frombuffer("RGBA", canvas.get_width_height(), pixels, "raw", "RGBA", 0, 1).convert("RGB")
        picture.save(buffer, "JPEG", quality=QUALITY, subsampling=0)
        return buffer.getvalue()

    def _draw_background(self):
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
