"""How Sphinx makes the site; `build_site.py` puts its sources together."""

from __future__ import annotations

from cleanse import __version__

project = "cleanse"
author = "The cleanse authors"
project_copyright = "The cleanse authors, Apache-2.0"
release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_*"]

html_theme = "furo"
html_title = f"cleanse {release}"
html_copy_source = False
html_show_sphinx = False
html_static_path = ["_static"]
html_css_files = ["site.css"]

# Docstrings write `name` for code of ours and ``literal`` for words of a user's.
default_role = "code"
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True
autodoc_member_order = "bysource"
autodoc_default_options = {"members": True}
autodoc_typehints = "signature"
maximum_signature_line_length = 120

myst_heading_anchors = 3
pygments_style = "friendly"

# Sketches of JSON with words for numbers are shown as JSON all the same.
suppress_warnings = ["misc.highlighting_failure"]
