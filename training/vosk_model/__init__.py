"""Step 5: the files that Vosk loads."""
