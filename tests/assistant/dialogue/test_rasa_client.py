"""The client against a server that misbehaves, over real HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Request, Response

from assistant.dialogue.rasa_client import LONGEST_TEXT, RasaDialogue, reply_of, spoken_part, understanding_of
from assistant.dialogue.server import rasa_command
from assistant.ports import DialogueError, Reply
from config.settings import DialogueSettings
from tests.ports import free_port
from tests.rasa_server import served

Answering = Callable[[dict[str, Any]], Awaitable[Response]]


class Stub:
    """A server whose answer the test chooses."""

    def __init__(self) -> None:
        self.answer: Answering
        self.asked: list[dict[str, Any]] = []
        self.app = FastAPI()
        for path in ("/model/parse", "/webhooks/rest/webhook"):
            self.app.post(path)(self._take)

    async def _take(self, request: Request) -> Response:
        body = await request.json()
        self.asked.append(body)
        return await self.answer(body)

    def always(self, content: str, status: int = 200) -> None:
        async def answer(body: dict[str, Any]) -> Response:
            return Response(content, status, media_type="application/json")

        self.answer = answer


@pytest.fixture
def stub() -> Stub:
    return Stub()


@pytest.fixture
async def client(stub: Stub) -> AsyncIterator[RasaDialogue]:
    async with served(stub.app, free_port()) as url:
        dialogue = RasaDialogue(url, timeout_s=60)
        yield dialogue
        await dialogue.close()


@pytest.mark.parametrize(
    ("content", "status"),
    [
        ("[]", 200),
        ("{}", 200),
        ("null", 200),
        ("[1]", 200),
        ("{", 200),
        ("", 200),
        ("oops", 500),
        ("no", 404),
        ("[{}]", 200),
    ],
)
async def test_bad_answers_are_dialogue_errors(stub: Stub, client: RasaDialogue, content: str, status: int) -> None:
    stub.always(content, status)
    with pytest.raises(DialogueError):
        await client.respond("今天冷不冷", "c1")
    with pytest.raises(DialogueError):
        await client.parse("今天冷不冷")


async def test_a_server_that_takes_too_long_is_a_dialogue_error(stub: Stub) -> None:
    release = asyncio.Event()

    async def wait(body: dict[str, Any]) -> Response:
        await release.wait()
        return Response("[]")

    stub.answer = wait
    async with served(stub.app, free_port()) as url:
        hasty = RasaDialogue(url, timeout_s=0.5)
        with pytest.raises(DialogueError, match="Timeout"):
            await hasty.respond("今天冷不冷", "c1")
        release.set()
        await hasty.close()


async def test_a_dead_server_is_not_ready_and_a_dialogue_error() -> None:
    dead = RasaDialogue(f"http://127.0.0.1:{free_port()}", timeout_s=60)
    assert await dead.ready() is False
    with pytest.raises(DialogueError):
        await dead.parse("今天冷不冷")
    with pytest.raises(DialogueError):
        await dead.respond("今天冷不冷", "c1")
    await dead.close()


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "。。。", "/", "//  ", "　", "😀"])
async def test_blank_text_is_never_sent(stub: Stub, client: RasaDialogue, text: str) -> None:
    stub.always("[]")
    with pytest.raises(DialogueError, match="nothing was said"):
        await client.respond(text, "c1")
    with pytest.raises(DialogueError, match="nothing was said"):
        await client.parse(text)
    assert stub.asked == []


async def test_a_long_text_is_sent_cut(stub: Stub, client: RasaDialogue) -> None:
    stub.always('[{"text": "好"}]')
    await client.respond("我想听戏。" * 2000, "c1")
    assert len(stub.asked[0]["message"]) <= LONGEST_TEXT


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        (" 今天冷不冷 ", "今天冷不冷"),
        ("/ask_time", "ask_time"),
        ("/ /stop", "stop"),
        ("今天\n冷不冷", "今天 冷不冷"),
        ("啊" * 10_000, "啊" * LONGEST_TEXT),
        ("今天冷不冷。" + "啊" * 10_000, "今天冷不冷。"),
    ],
)
def test_what_is_sent(text: str, sent: str) -> None:
    assert spoken_part(text) == sent


def test_a_turn_is_merged() -> None:
    messages = [
        {"recipient_id": "c", "text": "八点半了。"},
        {"recipient_id": "c", "custom": {"expects_answer": False, "intent": "ask_time"}},
        {"recipient_id": "c", "text": "几点提醒您？"},
        {"recipient_id": "c", "custom": {"expects_answer": True, "intent": "set_reminder"}},
    ]
    assert reply_of(messages) == Reply(("八点半了。", "几点提醒您？"), True, "ask_time")


def test_an_answer_without_words_is_an_answer() -> None:
    assert reply_of([{"custom": {"expects_answer": False, "intent": "stop"}}]) == Reply((), False, "stop")


def test_a_parse_is_read_with_the_fallback_named_and_entities_once() -> None:
    parsed = {
        "intent": {"name": "out_of_scope", "confidence": 0.9},
        "entities": [{"entity": "date", "value": "今天"}, {"entity": "date", "value": "今天"}],
    }
    understood = understanding_of("今天", parsed)
    assert (understood.intent, understood.confidence, understood.entities) == ("nlu_fallback", 0.9, (("date", "今天"),))


def test_the_server_is_started_on_loopback_with_the_settings() -> None:
    settings = DialogueSettings(rasa_port=16001, actions_port=16002, fallback_confidence=0.6)
    command, environment = rasa_command(Path("intents"), settings, {"PATH": "/usr/bin"})
    assert command[0] == str(Path("intents/.venv/bin/rasa").absolute())
    assert command[command.index("--interface") + 1] == "127.0.0.1"
    assert command[command.index("--port") + 1] == "16001"
    assert environment["XIAOAN_ACTIONS_URL"] == "http://127.0.0.1:16002/webhook"
    assert environment["XIAOAN_FALLBACK_CONFIDENCE"] == "0.6"
    assert (environment["PATH"], environment["RASA_TELEMETRY_ENABLED"]) == ("/usr/bin", "false")
