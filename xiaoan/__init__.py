"""The front door: the command line, and the supervisor that runs the programs. It holds no product logic."""
