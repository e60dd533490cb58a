"""What goes to the dialogue engine of a request: corrections put right, a change of mind first."""

from __future__ import annotations

import time
from uuid import uuid4

from assistant.ports import Dialogue, Reply
from skills.self_repair import change_of_mind, put_right

CONVERSATION_LASTS_S = 90.0  # a Rasa conversation grows slower with its length (27 -> 175 ms after 150 turns)
_GIVE_UP = "算了"


class Conversation:
    """One after the other, each for as long as they talk."""

    def __init__(self, dialogue: Dialogue) -> None:
        self._dialogue = dialogue
        self._id, self._conversed_at = "", 0.0

    async def respond(self, request: str) -> Reply:
        """Raises DialogueError."""
        now = time.monotonic()
        if not self._id or now - self._conversed_at > CONVERSATION_LASTS_S:
            self._id = uuid4().hex
        self._conversed_at = now
        instead = change_of_mind(request)
        if instead is not None:
            await self._dialogue.respond(_GIVE_UP, self._id)  # what it says to that is not what she wants to hear
            request = instead
        return await self._dialogue.respond(put_right(request), self._id)
