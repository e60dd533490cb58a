"""The pipeline's own parts: characters as words, sounds as features, a sharper classifier, settled entities."""
