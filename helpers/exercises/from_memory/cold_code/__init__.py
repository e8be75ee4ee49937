"""What somebody's code holds of a two-layer network, however little there is of it."""
