"""The people whose values the bridge carries: their lines, and what has been learnt of them."""

from __future__ import annotations

import itertools
from datetime import tzinfo

from pydantic import ValidationError

from messages.payloads import Plan
from messages.thresholds import PLAN, Thresholds
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
        self._limits: dict[str, Thresholds] = {}
        self._learnt: dict[str, dict[str, object]] = {}
        self._people: dict[str, Person] = {}

    def load(self) -> None:
        """Takes up what was kept before a restart. What another release wrote and this one cannot read is left out."""
        for resident, content in self._kept.all(PLAN).items():
            try:
                self._limits[resident] = Thresholds.model_validate(content)
            except ValidationError:
                continue
        self._learnt = {resident: dict(learnt) for resident, learnt in self._kept.all(BASELINE).items()}

    def person(self, resident: str) -> Person | None:
        """Who the values are of; None when there are more names than any bridge serves."""
        if resident not in self._people:
            if len(self._people) >= PEOPLE_AT_MOST:
                return None
            person = Person(self._lasting, self._zone, self.limits(resident))
            person.restore(self._learnt.pop(resident, {}))
            self._people[resident] = person
        return self._people[resident]

    def limits(self, resident: str) -> Thresholds:
        """The lines of a resident: her own plan's, else the defaults."""
        return self._limits.get(resident, Thresholds())

    def follow(self, plan: Plan) -> bool:
        """Keeps a plan of thresholds, and it holds from the next value on; False for one that is known.

        Raises PlanRefusedError for one that cannot be meant: the last good one stays.
        """
        if plan.resident is None:
            raise PlanRefusedError("resident: thresholds belong to a person")
        try:
            limits = Thresholds.model_validate(plan.content)
        except ValidationError as error:
            raise PlanRefusedError(_reason(error)) from error
        if self._limits.get(plan.resident) == limits:
            return False
        self._kept.put(PLAN, {plan.resident: limits.model_dump(mode="json")})
        self._limits[plan.resident] = limits
        if plan.resident in self._people:
            self._people[plan.resident].set_limits(limits)
        return True

    def save(self, at_most: int = SAVED_AT_ONCE) -> None:
        """Writes down what has been learnt of some people since it was written last."""
        some = list(itertools.islice((name for name, person in self._people.items() if person.has_learnt), at_most))
        self._kept.put(BASELINE, {name: self._people[name].learnt() for name in some})
        for name in some:
            self._people[name].has_learnt = False


def _reason(error: ValidationError) -> str:
    faults = error.errors(include_url=False, include_input=False, include_context=False)[:3]
    return "; ".join(f"{'.'.join(map(str, fault['loc'])) or 'content'}: {fault['msg']}" for fault in faults)
