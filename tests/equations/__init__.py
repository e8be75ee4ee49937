"""Every displayed formula of the lessons is read as it stands there, computed, and compared: python -m tests.equations.

letters.txt says what each letter is. reader.py reads and computes a formula, lines.py the line of code that carries its
number, and vouch.py compares them. slips.py plants mistakes in every formula, to see that they are noticed.
"""
