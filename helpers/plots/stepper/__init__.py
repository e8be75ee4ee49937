"""The stepper: a network drawn at each step of its passes."""
