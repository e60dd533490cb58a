"""How well speech models hear: sentences, cries for help and what is none, in voices no model was trained on."""
