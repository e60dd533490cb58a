"""The database's versions. Run at start by station.migrate."""
