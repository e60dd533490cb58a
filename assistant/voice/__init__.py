"""Text to sound: normalization, pronunciation, engines, and the checks that keep the voice from being silent."""
