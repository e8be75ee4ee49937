"""The whole page of two layers, in all its variants."""
