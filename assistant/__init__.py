"""The speaker program: hears, understands, answers, reminds, calls for help."""
