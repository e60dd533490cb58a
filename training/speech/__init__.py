"""Step 2: the synthesizer speaks, and tells when each sound began."""
