"""Serves the skills to Rasa as actions, from inside the speaker's own process."""
