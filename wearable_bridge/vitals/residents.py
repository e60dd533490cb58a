"""The people whose values the bridge carries: their lines, and what has been learnt of them."""

from __future__ import annotations

import itertools
from datetime import tzinfo

from pydantic import ValidationError

from messages.payloads import Plan
from messages.thresholds import PLAN, Thresholds
from wearable_bridge.ports import Wearer
from wearable_bridge.vitals.kept import Kept
from wearable_bridge.vitals.person import Person
from wearable_bridge.vitals.series import Lasting

BASELINE = "baseline"
PEOPLE_AT_MOST = 20_000  # a bridge at the station's side; a home has a few
SAVED_AT_ONCE = 200


class PlanRefusedError(Exception):
    """A plan that cannot be meant. Says which field and why, without values."""


class Residents:
    """OutboxError when the disk refuses: then nothing has changed."""

    def __init__(self, kept: Kept, lasting: Lasting, zone: tzinfo) -> None:
        self._kept = kept
        self._lasting = lasting
        self._zone = zone
        self._limits: dict[Wearer, Thresholds] = {}
        self._learnt: dict[Wearer, dict[str, object]] = {}
        self._people: dict[Wearer, Person] = {}

    def load(self) -> None:
        """Takes up what was kept before a restart. What another release wrote and this one cannot read is left out."""
        for wearer, content in self._kept.all(PLAN).items():
            try:
                self._limits[wearer] = Thresholds.model_validate(content)
            except ValidationError:
                continue
        self._learnt = {wearer: dict(learnt) for wearer, learnt in self._kept.all(BASELINE).items()}

    def person(self, wearer: Wearer) -> Person | None:
        """Who the values are of; None when there are more names than any bridge serves."""
        if wearer not in self._people:
            if len(self._people) >= PEOPLE_AT_MOST:
                return None
            person = Person(self._lasting, self._zone, self.limits(wearer))
            person.restore(self._learnt.pop(wearer, {}))
            self._people[wearer] = person
        return self._people[wearer]

    def limits(self, wearer: Wearer) -> Thresholds:
        """The lines of a wearer: her own plan's, else the defaults."""
        return self._limits.get(wearer, Thresholds())

    def follow(self, plan: Plan, home: str = "") -> bool:
        """Keeps a plan of thresholds, and it holds from the next value on; False for one that is known.

        `home` is "" for the bridge's own. Raises PlanRefusedError for one that cannot be meant: the last good one
        stays.
        """
        if plan.resident is None:
            raise PlanRefusedError("resident: thresholds belong to a person")
        try:
            limits = Thresholds.model_validate(plan.content)
        except ValidationError as error:
            raise PlanRefusedError(_reason(error)) from error
        wearer = Wearer(plan.resident, home)
        if self._limits.get(wearer) == limits:
            return False
        self._kept.put(PLAN, {wearer: limits.model_dump(mode="json")})
        self._limits[wearer] = limits
        if wearer in self._people:
            self._people[wearer].set_limits(limits)
        return True

    def with_new_days(self, at_most: int) -> dict[Wearer, Person]:
        """Some of whom a day more has been learnt since somebody was told."""
        new = ((wearer, person) for wearer, person in self._people.items() if person.has_new_days)
        return dict(itertools.islice(new, at_most))

    def save(self, at_most: int = SAVED_AT_ONCE) -> None:
        """Writes down what has been learnt of some people since it was written last."""
        some = list(itertools.islice((name for name, person in self._people.items() if person.has_learnt), at_most))
        self._kept.put(BASELINE, {name: self._people[name].learnt() for name in some})
        for name in some:
            self._people[name].has_learnt = False


def _reason(error: ValidationError) -> str:
    faults = error.errors(include_url=False, include_input=False, include_context=False)[:3]
    return "; ".join(f"{'.'.join(map(str, fault['loc'])) or 'content'}: {fault['msg']}" for fault in faults)
