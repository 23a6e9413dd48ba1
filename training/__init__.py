"""Scripts that make the models that ship, from texts whose licence allows it; see docs/models."""
