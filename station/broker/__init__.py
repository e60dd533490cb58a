"""The community's broker: its certificates, its configuration, and who may connect to it."""
