"""Makes the built-in recognizer model out of a synthesizer's speech. Not part of the installed product."""
