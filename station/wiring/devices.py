"""Puts together who may connect to the community's broker."""

from __future__ import annotations

from config.settings import Settings
from messages.clock import Clock
from station.broker.access import Access, communities_of
from station.broker.devices import Devices
from station.broker.folder import broker_folder
from station.database import Database


def devices_of(settings: Settings, database: Database, clock: Clock) -> Devices:
    """The devices of the homes and their users at the community's broker."""
    own, folder = settings.station.broker.password, broker_folder(settings)
    access = Access(database, folder, communities_of(settings), "" if own is None else own.get_secret_value())
    return Devices(database, clock, access, folder, settings.home.community, settings.station.homes_broker)
