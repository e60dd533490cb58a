"""Speech models: which are known, getting them, checking them, choosing one."""
