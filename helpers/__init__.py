"""The package behind the course: networks, data, figures and sliders."""
