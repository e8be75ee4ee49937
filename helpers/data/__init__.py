"""Data to learn from: small sets that are made from a seed, and real handwritten digits that ship with the package."""

from helpers.data.digits import digits
from helpers.data.split import split
from helpers.data.toy import logic_gate, moons, xor
