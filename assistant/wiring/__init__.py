"""Parts of the composition root: they name concrete classes, for assistant/app.py alone."""
