"""Tells family and the worker on duty from the home itself, when the station does not answer."""
