"""`xiaoan chaos`: real programs are killed, cut off and starved by a schedule, and what they lost is counted."""
