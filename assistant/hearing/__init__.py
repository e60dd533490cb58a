"""From microphone to transcript, and what a transcript says of a wake word, a cry for help and the end of a turn."""
