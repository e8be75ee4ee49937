"""The site: built from notebooks/ by one command, python -m website."""
