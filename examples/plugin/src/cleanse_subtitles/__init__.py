"""Subtitles for cleanse."""
