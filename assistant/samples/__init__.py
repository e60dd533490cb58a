"""Sample pieces that a new home can play; see README.md."""
