"""Language detectors behind one protocol, and the filter that asks them."""
