"""Undoing wrong decoding: structure proposes, a character model decides, and clean lines are left alone."""
