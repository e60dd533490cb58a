"""Talks to the Rasa server, and what still works without it."""
