"""What became of an utterance."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.speaker.attention import Addressed

_REMARKED = ("repeat", "change_volume", "change_speech", "stop")


@dataclass(frozen=True)
class Turn:
    """`addressed` NOT and no replies: it was not meant for the speaker.

    `understood` is the request when own words were put right in it, without the wake word; else ''.
    """

    heard: str
    intent: str = ""
    replies: tuple[str, ...] = ()
    expects_answer: bool = False
    addressed: Addressed = Addressed.NOT
    understood: str = ""

    @property
    def is_remark(self) -> bool:
        """True for what is said to 小声点 or 停, unless it asks something: 再说一遍 does not mean it."""
        return self.intent in _REMARKED and not "".join(self.replies).endswith(("？", "?"))

    @property
    def shown(self) -> str:
        """What the page shows of it."""
        return self.understood or self.heard
