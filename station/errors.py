"""What goes wrong at the station."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from messages.payloads import AlertState


class StationError(Exception):
    """Base of this room's errors. The text says what to do."""


class DatabaseDownError(StationError):
    """The database does not answer now. Nothing was committed; the caller may try again."""


class DatabaseRefusedError(StationError):
    """The database answers, and will never take these values."""


class UnusableError(StationError):
    """A message that was decoded and still cannot be kept; it becomes a dead letter with this reason."""


class NotFoundError(StationError):
    """There is no such row, or not for this account."""


class TransitionError(StationError):
    """An alert in `state` does not allow `action`. `by` is who brought it there."""

    def __init__(self, action: str, state: AlertState | None, by: str = "") -> None:
        super().__init__(f"{action} is not possible: the alert is {state.value if state else 'not received yet'}")
        self.action = action
        self.state = state
        self.by = by


class StaleError(StationError):
    """Something has come in about an alert that the worker has not seen; it must not be closed unread."""


class AnotherOpenError(StationError):
    """The resident has another open alert, `other`: this one cannot be opened beside it."""

    def __init__(self, other: UUID) -> None:
        super().__init__(f"another alert of the same resident is open: {other}")
        self.other = other


class NotifyFailure(StrEnum):
    """Why a notice did not go. All that is kept of it: a service's own words may hold an address or a token."""

    ADDRESS = "address"  # none that can be sent to; trying again does not help
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    TIMEOUT = "timeout"


class NotifyError(StationError):
    """A notice could not be delivered. The text holds no address and no health data."""

    def __init__(self, failure: NotifyFailure) -> None:
        super().__init__(f"the notice was not delivered: {failure}")
        self.failure = failure


class LinkThrottledError(StationError):
    """Too many links that are none were tried from one address; `wait_s` is the pause before the next counts."""

    def __init__(self, wait_s: float) -> None:
        super().__init__("too many wrong links")
        self.wait_s = wait_s


class ForbiddenError(StationError):
    """The account's role does not allow it."""


class SignInError(StationError):
    """Wrong name or password, or too many tries; `wait_s` is the pause before the next try counts."""

    def __init__(self, wait_s: float = 0.0) -> None:
        super().__init__("sign-in refused")
        self.wait_s = wait_s


@dataclass(frozen=True)
class PlanFault:
    """One thing that is wrong: the kind of fault, the field or measure, and the limits it breaks, if any."""

    kind: str
    field: str
    low: float | None = None
    high: float | None = None


class PlanError(StationError):
    """A plan that cannot be meant. Says which field and why."""

    def __init__(self, text: str, faults: tuple[PlanFault, ...] = ()) -> None:
        super().__init__(text)
        self.faults = faults


class PasswordError(StationError):
    """A new password that will not do. `reason` is too_short, same or wrong."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"password refused: {reason}")
        self.reason = reason


class CodeError(StationError):
    """An enrolment code that is wrong, used or too old; which of them is not told."""

    def __init__(self) -> None:
        super().__init__("this code is not valid (any more); have a new one made")


class DeviceTakenError(StationError):
    """A device of this name has credentials already."""


class WrongProgramError(StationError):
    """A code for a bridge of many homes was used by another program."""


class NameTakenError(StationError):
    """Another account has this name."""


class NotSignedInError(StationError):
    """There is no account behind the request."""
