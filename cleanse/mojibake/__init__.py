"""Undoing wrong decoding: structure proposes, models of characters and languages decide, clean lines are left alone.

``gate`` finds the lines worth a look; ``line`` asks the steps in order: ``chains`` (UTF-8 read as one-byte encodings),
``legacy`` (bytes of one legacy encoding read as another), ``doubles`` (UTF-8 read as East Asian encodings), ``remains``
(single signs told by their place) and ``holes`` (lost bytes); ``document`` lets sure lines license likely ones.
The models are made by `training/repair.py`; see docs/models/mojibake.md.
"""

from __future__ import annotations

DIGEST = "82cfd4f9018f05dc1b9335b0a6c9e0212b6d5290b951e1e709fa173a9a08abed"
"""sha256 of the models' bytes, in the order of their names; part of the fingerprint of what uses them."""
