"""The numbers behind a figure: what its lines, bars and images show, as tables."""

from html import escape

import numpy as np

MOST_ROWS = 60


def tables(figure):
    """Return [(caption, header, rows)]: the figure's own tables, and one for each line, group of bars and image."""
    found = list(figure.numbers)
    for axes in figure.axes:
        names = [axes.get_xlabel() or "x", axes.get_ylabel() or "y"]
        title = axes.get_title(loc="left") or axes.get_title()
        for line in axes.get_lines():
            x, y = (np.ma.filled(np.ma.asarray(values, dtype=float), np.nan) for values in line.get_data())
            if line.get_visible() and len(x):
                found.append((_caption(title, line.get_label()), names, list(zip(x, y, strict=True))))
        for bars in axes.containers:
            rows = [(bar.get_x() + bar.get_width() / 2, bar.get_height()) for bar in bars]
            found.append((_caption(title, "bars"), names, rows))
        for image in axes.get_images():
            values = image.get_array()
            if values.ndim == 3:
                continue  # colors; what they stand for is among the figure's own tables
            rows = [(values.shape[1], values.shape[0], float(np.nanmin(values)), float(np.nanmax(values)))]
            found.append((_caption(title, "image"), ["columns", "rows", "smallest", "largest"], rows))
    return found


def written(figure):
    """Return the tables with their numbers as texts; a long one has every few rows, and its caption says so."""
    found = []
    for caption, header, rows in tables(figure):
        step = -(-len(rows) // MOST_ROWS)  # rounded up
        note = f", every {step}th point" if step > 1 else ""
        found.append((caption + note, list(header), [[_written(value) for value in row] for row in rows[::step]]))
    return found


def as_html(figure, call):
    """Return the tables as HTML, below the line of Python that draws this figure again."""
    parts = [f"<p>To draw this picture again:</p><pre>{escape(call)}</pre>"]
    for caption, header, rows in written(figure):
        head = "".join(f"<th scope='col'>{escape(name)}</th>" for name in header)
        body = "".join(f"<tr>{''.join(f'<td>{value}</td>' for value in row)}</tr>" for row in rows)
        parts.append(f"<table><caption>{escape(caption)}</caption><tr>{head}</tr>{body}</table>")
    return "".join(parts)


def _written(value):
    """Return a number as text; where a run has blown up there is none."""
    return f"{value:.6g}" if np.isfinite(value) else "–"


def _caption(title, label):
    return ", ".join(part for part in (title, label) if part and not part.startswith("_")) or "points"
