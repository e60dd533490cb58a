"""Settings of every program, the words they say and show, and the default TOML file."""
