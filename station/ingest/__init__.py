"""Takes messages in: PUBACK after COMMIT, each id once, nothing dropped silently."""
