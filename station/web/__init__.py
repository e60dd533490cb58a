"""The pages and the HTTP API of the station."""
