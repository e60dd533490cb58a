"""The real Mosquitto of the tests."""

from __future__ import annotations

from xiaoan.local_mosquitto import LocalMosquitto as Mosquitto
from xiaoan.local_mosquitto import free_port

__all__ = ["Mosquitto", "free_port"]
