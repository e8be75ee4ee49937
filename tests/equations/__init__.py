"""Every displayed formula of the lessons is read as it stands there, computed, and compared: python -m tests.equations.

reader.py reads and computes a formula. letters.py says what each letter is. lines.py computes the line of code
that carries a formula's number. vouch.py compares. slips.py plants mistakes in every formula, to see that they are noticed.
"""
