"""Step 1: what is said. Words, sentences and the language model's text."""
