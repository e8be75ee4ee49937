"""Writing from memory: the page at the start of a lesson, and the interview."""
