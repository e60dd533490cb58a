"""The dialogue engine over Rasa's HTTP interface on loopback."""

from __future__ import annotations

from typing import Any

import httpx

from assistant.ports import DialogueError, Reply, Understanding
from config.settings import DialogueSettings

FALLBACK_INTENT = "nlu_fallback"
_NOT_FOR_US = "out_of_scope"
LONGEST_TEXT = 200  # twenty seconds of fast speech are about 120 characters
_SENTENCE_ENDS = "。！？；!?;\n"
_READY_TIMEOUT_S = 1.0


def spoken_part(text: str) -> str:
    """What of a text is sent: trimmed, at most LONGEST_TEXT characters, cut after a sentence where one ends.

    A leading slash is dropped, since Rasa would take the rest as the name of an intent. Raises DialogueError for a
    text in which nothing is left: Rasa answers a blank text with an error.
    """
    trimmed = " ".join(text.lstrip("/ \t\r\n　").split())
    if not any(character.isalnum() for character in trimmed):
        raise DialogueError("nothing was said")
    if len(trimmed) <= LONGEST_TEXT:
        return trimmed
    head = trimmed[:LONGEST_TEXT]
    end = max(head.rfind(mark) for mark in _SENTENCE_ENDS)
    return head[: end + 1] if end > 0 else head


class RasaDialogue:
    """assistant.ports.Dialogue. Give each conversation a new id: Rasa slows down as one grows."""

    def __init__(self, base_url: str, timeout_s: float) -> None:
        self._http = httpx.AsyncClient(base_url=base_url, timeout=timeout_s, trust_env=False)

    async def close(self) -> None:
        await self._http.aclose()

    async def ready(self) -> bool:
        try:
            answer = await self._http.get("/status", timeout=_READY_TIMEOUT_S)
        except httpx.HTTPError:
            return False
        return answer.status_code == httpx.codes.OK

    async def parse(self, text: str) -> Understanding:
        sent = spoken_part(text)
        return understanding_of(text, await self._post("/model/parse", {"text": sent}))

    async def respond(self, text: str, conversation: str) -> Reply:
        body = {"sender": conversation, "message": spoken_part(text)}
        return reply_of(await self._post("/webhooks/rest/webhook", body))

    async def _post(self, path: str, body: dict[str, str]) -> Any:
        try:
            answer = await self._http.post(path, json=body)
            answer.raise_for_status()
            return answer.json()
        except httpx.HTTPStatusError as error:
            raise DialogueError(f"the dialogue engine answered {error.response.status_code} at {path}") from error
        except httpx.HTTPError as error:
            raise DialogueError(f"the dialogue engine does not answer at {path}: {type(error).__name__}") from error
        except ValueError as error:
            raise DialogueError(f"the dialogue engine's answer at {path} is not JSON") from error


def rasa_dialogue(settings: DialogueSettings) -> RasaDialogue:
    """The client of the configured server on loopback."""
    return RasaDialogue(f"http://127.0.0.1:{settings.rasa_port}", settings.timeout_s)


def understanding_of(text: str, parsed: Any) -> Understanding:
    """Reads an answer of /model/parse. What is not for us counts as not understood. Raises DialogueError."""
    try:
        intent = str(parsed["intent"]["name"] or FALLBACK_INTENT)
        confidence = float(parsed["intent"]["confidence"])
        entities = [(str(entity["entity"]), str(entity["value"])) for entity in parsed["entities"]]
    except (KeyError, TypeError, ValueError) as error:
        raise DialogueError("the dialogue engine's parse has an unknown form") from error
    if intent == _NOT_FOR_US:
        intent = FALLBACK_INTENT
    return Understanding(text, intent, confidence, tuple(dict.fromkeys(entities)))


def reply_of(messages: Any) -> Reply:
    """Merges the messages of one turn: all lines, the first intent, and whether the last one expects an answer.

    Raises DialogueError when there is no message at all: that is what a dead action server looks like.
    """
    if not isinstance(messages, list) or not all(isinstance(message, dict) for message in messages):
        raise DialogueError("the dialogue engine's reply has an unknown form")
    lines = tuple(str(message["text"]) for message in messages if message.get("text"))
    customs = [message["custom"] for message in messages if isinstance(message.get("custom"), dict)]
    if not lines and not customs:
        raise DialogueError("the dialogue engine answered nothing")
    return Reply(
        lines=lines,
        expects_answer=bool(customs and customs[-1].get("expects_answer")),
        intent=str(customs[0].get("intent", "")) if customs else "",
    )
