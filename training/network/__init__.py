"""Step 4: the acoustic network learns which sound each 30 ms is."""
