"""Undoing wrong decoding: structure proposes, models of characters and languages decide, clean lines are left alone.

``gate`` finds the lines worth a look; ``line`` asks the steps in order: ``chains`` (UTF-8 read as one-byte encodings),
``legacy`` (bytes of one legacy encoding read as another), ``doubles`` (UTF-8 read as East Asian encodings), ``remains``
(single signs told by their place) and ``holes`` (lost bytes); ``document`` lets sure lines license likely ones.
The models are made by `training/repair.py`; see docs/models/mojibake.md.
"""

from __future__ import annotations

DIGEST = "65d476276e85683048b6ef5255c84769095f22390eb6ff2809efc749acc8da85"
"""sha256 of the models' bytes, in the order of their names; part of the fingerprint of what uses them."""
