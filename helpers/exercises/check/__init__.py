"""The engine: what a wrong answer is, and why. It knows no lesson."""
