"""Parts of the composition root: they name concrete classes, for wearable_bridge/app.py alone."""
