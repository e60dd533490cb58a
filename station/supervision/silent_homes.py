"""Raises an alert for a home that is not heard of, or one about the line, and ends them when there is news again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from config.supervision import SupervisionSettings
from messages.clock import Clock
from messages.payloads import AlertKind, Urgency
from station import homes
from station.database import Database
from station.state_words import DEVICE
from station.supervision import raising, signs
from station.supervision.listening import Listening
from station.supervision.raising import Own, Raising
from station.supervision.signs import Heard
from station.supervision.silence import Line, Sign, Verdict, judge, late_after_s, line_id, silence_id
from station.supervision.words import Words


@dataclass(frozen=True)
class _Found:
    """The rows of one look."""

    watched: Mapping[str, int]
    late: Mapping[str, Sequence[Heard]]
    told: frozenset[object]
    open: Sequence[Own]
    over: Sequence[Own]  # of these: homes that were heard again, or are not missed any more
    ended: Mapping[str, datetime | None]

    def line_of(self, community: str) -> Own | None:
        """The open alert about the community's line."""
        lines = (own for own in self.open if own.kind is AlertKind.LINE_SILENT and own.community == community)
        return next(lines, None)


class SilentHomes:
    """Several programs may look at once: everything is looked at again under the lock of the home."""

    def __init__(
        self,
        database: Database,
        raising_: Raising,
        listening: Listening,
        clock: Clock,
        rules: SupervisionSettings,
        words: Words,
    ) -> None:
        self._database = database
        self._raising = raising_
        self._listening = listening
        self._clock = clock
        self._rules = rules
        self._words = words

    def look(self) -> int:
        """How many alerts were raised or ended. Raises DatabaseDownError, DatabaseRefusedError."""
        now = self._clock.now()
        self._listening.look(now)
        with self._database.reading() as session:
            found = self._read(session, now)
        changed = sum(self._end(own) for own in found.over)
        for community in {*found.watched, *(own.community for own in found.open)}:
            changed += self._act(community, found, now)
        if changed:
            self._raising.announce()
        return changed

    def _read(self, session: Session, now: datetime) -> _Found:
        by_community: dict[str, list[Heard]] = defaultdict(list)
        for heard in signs.late(session, now - timedelta(seconds=late_after_s(self._rules)), now):
            by_community[heard.community].append(heard)
        ids = [silence_id(*heard) for late in by_community.values() for heard in late]
        own = raising.open_ones(session)
        over = [each for each in own if each.kind is AlertKind.HOME_SILENT and _is_over(session, each)]
        ended = {each: raising.last_end(session, each, AlertKind.LINE_SILENT) for each in by_community}
        return _Found(signs.watched(session), by_community, raising.known(session, ids), own, over, ended)

    def _act(self, community: str, found: _Found, now: datetime) -> int:
        late, open_line = found.late.get(community, ()), found.line_of(community)
        line = Line(self._listening.since(community), open_line is not None, found.ended.get(community))
        seen = [Sign(each.home, each.at, silence_id(*each) in found.told) for each in late]
        watched = found.watched.get(community, 0)
        verdict = judge(seen, watched, line, now, self._rules)
        changed = sum(self._miss(each) for each in late if each.home in verdict.silent)
        return changed + self._tell_of_line(community, verdict, open_line, seen, watched)

    def _miss(self, heard: Heard) -> bool:
        with self._database.writing() as session:
            homes.lock(session, heard.community, heard.home)
            if signs.last_heard(session, heard.community, heard.home) != heard.at:
                return False
            where, words = (heard.community, heard.home), self._words.silent(heard.at)
            kind, urgency = AlertKind.HOME_SILENT, Urgency.ATTENTION
            return self._raising.raise_once(session, silence_id(*heard), where, kind, urgency, words)

    def _end(self, own: Own) -> bool:
        with self._database.writing() as session:
            homes.lock(session, own.community, own.home)
            if not _is_over(session, own):
                return False
            heard_at = signs.last_heard(session, own.community, own.home)
            words = self._words.paused() if heard_at is None else self._words.heard_again(heard_at)
            return self._raising.end(session, own.id, words)

    def _tell_of_line(
        self, community: str, verdict: Verdict, open_line: Own | None, seen: Sequence[Sign], watched: int
    ) -> bool:
        if verdict.line_down == (open_line is not None):
            return False
        with self._database.writing() as session:
            if open_line is not None:
                return self._raising.end(session, open_line.id, self._words.line_up())
            homes.meet(session, community, DEVICE, None)
            homes.lock(session, community, DEVICE)
            already = any(
                own.kind is AlertKind.LINE_SILENT and own.community == community for own in raising.open_ones(session)
            )
            ended_at = raising.last_end(session, community, AlertKind.LINE_SILENT)
            new = [sign for sign in seen if not sign.told]
            if already or not new:
                return False
            which = line_id(community, min(sign.heard_at for sign in new), ended_at)
            words = self._words.line_down(len(new), watched)
            kind, urgency = AlertKind.LINE_SILENT, Urgency.URGENT
            return self._raising.raise_once(session, which, (community, DEVICE), kind, urgency, words)


def _is_over(session: Session, own: Own) -> bool:
    """A home that was heard after its alert is no longer silent; one that is paused is not missed."""
    heard_at = signs.last_heard(session, own.community, own.home)
    return heard_at is None or silence_id(own.community, own.home, heard_at) != own.id
