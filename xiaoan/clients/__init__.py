"""Talks to a running home and a running station as a person would: for the demonstration, the benches and `say`."""
