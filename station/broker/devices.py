"""The devices of the homes: enrolled by a one-time code, revoked by an administrator."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from config.settings import HomesBrokerSettings
from messages.acl import device_user
from messages.broker_users import new_password, password_line
from messages.clock import Clock
from messages.enrolment import DeviceCredentials, EnrolAnswer, EnrolRequest, WantedDevice, new_code
from messages.topics import Sender
from station.accounts import throttle
from station.audit import Deed, write
from station.broker import codes
from station.broker.access import Access
from station.broker.folder import BrokerFolder
from station.broker.tables import DeviceRow, EnrolmentCodeRow
from station.database import Database
from station.errors import (
    CodeError,
    DeviceTakenError,
    NotFoundError,
    SignInError,
    StationError,
    WrongProgramError,
)
from station.tables import Home

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


class Devices:
    """Credentials of the community's devices. Blocking; safe for several threads.

    Every method raises DatabaseDownError, and ConfigError when the broker's files cannot be written.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        access: Access,
        folder: BrokerFolder,
        community: str,
        broker: HomesBrokerSettings,
    ) -> None:
        self._database = database
        self._clock = clock
        self._access = access
        self._folder = folder
        self._community = community
        self._broker = broker

    @property
    def ready(self) -> bool:
        """True once the station has a broker of its own."""
        return self._folder.made

    def authority(self) -> str:
        """The certificate devices are to trust, as PEM. Raises StationError before `xiaoan station init`."""
        if not self.ready:
            raise StationError("This station has no broker of its own yet. Run: xiaoan station init")
        return self._folder.authority.read_text(encoding="ascii")

    def make_code(self, home: str, by: str, address: str = "", whole_community: bool = False) -> codes.MadeCode:
        """A code for a home, which is registered when it is new. Raises StationError for an id that will not do.

        `whole_community`: for a bridge that carries the watches of many homes; it is watched over as a home of its own.
        """
        if not SLUG.fullmatch(home):
            raise StationError("the id of a home has a-z, 0-9 and -, at most 63 characters")
        code, now = new_code(self.authority()), self._clock.now()
        with self._database.writing() as session:
            row = session.get(Home, (self._community, home))
            if whole_community and _is_a_home(session, self._community, home):
                raise StationError(f"{home} is a home with devices of its own; give the bridge another id")
            if row is None:
                row = Home(community=self._community, id=home)
                session.add(row)
            row.known = True
            row.address = address or row.address or ""
            write(session, now, by, Deed.CODE_MADE, "", f"{self._community}/{home}")
            return codes.keep(session, code, codes.DeviceOf(self._community, home, whole_community), by, now)

    def enrol(self, request: EnrolRequest, address: str) -> EnrolAnswer:
        """New credentials for the devices of a code's home. `address` is where the request comes from.

        Raises CodeError, DeviceTakenError or WrongProgramError (the code stays valid), SignInError after too many wrong
        codes.
        """
        key, now = throttle.key_of("enrol", address), self._clock.now()
        with self._database.reading() as session:
            wait_s = throttle.wait_s(session, key, now)
        if wait_s:
            raise SignInError(wait_s)
        try:
            with self._database.writing() as session:
                code = codes.use(session, request.secret, now)
                given = tuple(self._admit(session, code, wanted) for wanted in request.devices)
        except CodeError:
            with self._database.writing() as session:
                throttle.failed(session, key, codes.RULE, now)
                write(session, now, "", Deed.CODE_REFUSED, address)
            raise
        self._access.publish()
        return EnrolAnswer(
            community=code.community,
            home=code.home,
            whole_community=code.whole_community,
            host=self._broker.host,
            port=self._broker.port,
            devices=given,
        )

    def revoke(self, home: str, by: str, device: str | None = None, community: str | None = None) -> tuple[str, ...]:
        """Ends the credentials of one device, or of all of a home and its unused codes; returns their names.

        A connected one is cut off at once. Raises NotFoundError when there is none.
        """
        now, community = self._clock.now(), community or self._community
        query = select(DeviceRow).where(
            DeviceRow.community == community, DeviceRow.home == home, DeviceRow.revoked_at.is_(None)
        )
        with self._database.writing() as session:
            found = [row for row in session.scalars(query) if device is None or row.name == device]
            if device is None:
                codes.void(session, community, home, now)
            for row in found:
                row.revoked_at = now
                write(session, now, by, Deed.DEVICE_REVOKED, row.name, f"{community}/{home}")
        if not found:
            raise NotFoundError("no such device has credentials")
        self._access.publish()
        return tuple(row.name for row in found)

    def listed(self) -> Sequence[DeviceRow]:
        """Every device that was ever enrolled."""
        with self._database.reading() as session:
            query = select(DeviceRow).order_by(DeviceRow.community, DeviceRow.home, DeviceRow.name)
            return session.scalars(query).all()

    def _admit(self, session: Session, code: EnrolmentCodeRow, wanted: WantedDevice) -> DeviceCredentials:
        if code.whole_community and Sender(wanted.program) is not Sender.BRIDGE:
            raise WrongProgramError("this code is for a bridge of many homes. Run: xiaoan bridge enrol")
        held = session.get(DeviceRow, (code.community, code.home, wanted.name))
        if held is not None and held.revoked_at is None:
            raise DeviceTakenError(
                f"{wanted.name} of {code.home} has credentials already. Revoke them, or name it anew"
            )
        user, password, now = device_user(code.community, code.home, wanted.name), new_password(), self._clock.now()
        session.merge(
            DeviceRow(
                community=code.community,
                home=code.home,
                name=wanted.name,
                program=Sender(wanted.program),
                whole_community=code.whole_community,
                password_line=password_line(user, password),
                enrolled_at=now,
                revoked_at=None,
            )
        )
        session.flush()
        write(session, now, code.made_by, Deed.DEVICE_ENROLLED, wanted.name, f"{code.community}/{code.home}")
        return DeviceCredentials(name=wanted.name, program=wanted.program, username=user, password=password)


def _is_a_home(session: Session, community: str, home: str) -> bool:
    query = select(DeviceRow.name).where(
        DeviceRow.community == community, DeviceRow.home == home, DeviceRow.whole_community.is_(False)
    )
    return session.scalars(query.limit(1)).first() is not None
