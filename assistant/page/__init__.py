"""The home page: hold to talk, type, the help button and the light. One page, no accounts, loopback."""
