"""Benchmarks: speed and memory here, against labelled data in `quality`. Nothing in it is needed to run cleanse."""
