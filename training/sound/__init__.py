"""Step 3: clean synthetic speech as it would sound in a lived-in room, and its features."""
