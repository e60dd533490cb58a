"""The workers at the station: they take open alerts a step further, so that incidents end and new ones begin."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from messages.payloads import AlertState
from station.accounts.account import Account
from station.alerts import Alerts
from station.database import Database
from station.errors import StationError
from station.lifecycle import OPEN, Action
from station.tables import AlertRow, Role

NEXT = {
    AlertState.RECEIVED: Action.ACKNOWLEDGE,
    AlertState.ACKNOWLEDGED: Action.SET_OUT,
    AlertState.ON_THE_WAY: Action.RESOLVE,
}
NURSE = Account(1, "nurse", Role.WORKER)


class Staff:
    """Blocking. Works on the database that is killed meanwhile, as the station's pages do."""

    def __init__(self, database: Database, alerts: Alerts) -> None:
        self._database = database
        self._alerts = alerts

    def visit(self, chance: float) -> bool:
        """One open alert goes one step further; False when there was none, or the station could not do it now."""
        try:
            found = self._pick(chance)
            if found is None:
                return False
            alert, action = found
            self._alerts.act(alert, action, NURSE, cause="visited" if action is Action.RESOLVE else "")
        except StationError:  # the database is down, or another fact came in between
            return False
        return True

    def _pick(self, chance: float) -> tuple[UUID, Action] | None:
        with self._database.reading() as session:
            query = select(AlertRow.id, AlertRow.state).where(AlertRow.state.in_(OPEN)).order_by(AlertRow.id)
            rows = session.execute(query).all()
        if not rows:
            return None
        row = rows[int(chance * len(rows))]
        return row.id, NEXT[row.state]
