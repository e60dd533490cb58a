"""The bridge's part of a guided check: what can be measured, each value at once, and whether somebody must look."""
