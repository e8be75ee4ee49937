"""The lessons, and the tool that builds their notebooks: python -m lessons --help."""
