"""Recordings of the safety lines, LANGUAGE.KEY.flac, made by scripts/make_safety_lines.py."""
