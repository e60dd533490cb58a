"""Parts of the composition root."""
