"""Measurements of the running product on this machine."""
