"""One command a file. A file imports at its top only what `--help` needs."""
