"""The real Mosquitto of the tests."""

from __future__ import annotations

from xiaoan.local_mosquitto import LocalMosquitto as Mosquitto

__all__ = ["Mosquitto"]
