"""Tries the way that alerts go, to the station and back, without an alert."""
