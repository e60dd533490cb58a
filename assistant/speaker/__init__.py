"""Turn taking: who speaks now, what an utterance is taken for, what is asked and answered."""
