"""Tells people: who they are, what they read, which way it goes, and what became of it."""
