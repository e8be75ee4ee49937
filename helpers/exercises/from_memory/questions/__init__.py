"""The questions of the interview beside the two layers, one module each; every module ends in its QUESTION."""
