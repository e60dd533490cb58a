"""Calls for help: on disk first, then spoken, then followed until somebody has come."""
