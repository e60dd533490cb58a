"""The home page's API: what it takes, what it refuses, and that nothing sent to it breaks it."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.status import HTTP_200_OK, HTTP_400_BAD_REQUEST, HTTP_403_FORBIDDEN, HTTP_422_UNPROCESSABLE_CONTENT
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from assistant.page.api import LONGEST_TEXT, same_origin, writable
from hardware.ports import Sound
from tests.assistant.page.conftest import HOLD_CANCELS_S, RecordingSpeaker, Site

ELSEWHERE = "http://somewhere.example"


async def test_a_typed_turn_is_answered(site: Site, speaker: RecordingSpeaker) -> None:
    answer = await site.http.post("/api/say", json={"text": "  今天冷不冷 "})
    assert answer.status_code == HTTP_200_OK
    body = answer.json()
    assert body.pop("ms") >= 0
    assert body == {"heard": "今天冷不冷", "intent": "greet", "replies": ["好。"], "expects_answer": False}
    assert speaker.calls == ["turn 今天冷不冷"]


@pytest.mark.parametrize(
    "body",
    ['{"text": ""}', '{"text": " \\n\\t "}', '{"text": "　"}', '{"text": 7}', "{}", "[]", "null", "{", ""],
)
async def test_what_says_nothing_is_refused(site: Site, speaker: RecordingSpeaker, body: str) -> None:
    answer = await site.http.post("/api/say", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == HTTP_422_UNPROCESSABLE_CONTENT
    assert speaker.calls == []


@pytest.mark.parametrize(
    ("characters", "status"), [(LONGEST_TEXT, HTTP_200_OK), (LONGEST_TEXT + 1, HTTP_422_UNPROCESSABLE_CONTENT)]
)
async def test_the_longest_text(site: Site, speaker: RecordingSpeaker, characters: int, status: int) -> None:
    answer = await site.http.post("/api/say", json={"text": "冷" * characters})
    assert answer.status_code == status
    assert len(speaker.calls) == (status == HTTP_200_OK)


async def test_text_that_cannot_be_written_is_made_writable(site: Site, speaker: RecordingSpeaker) -> None:
    headers = {"content-type": "application/json"}
    answer = await site.http.post("/api/say", content=b'{"text": "\\ud800\xe6\x95\x91\xe5\x91\xbd"}', headers=headers)
    assert (answer.status_code, answer.json()["heard"]) == (HTTP_200_OK, "?救命")
    async with site.open() as page:
        await page.socket.send('{"type": "text", "text": "\\udfff救命"}')
        assert (await page.shown("heard"))["text"] == "?救命"
    assert speaker.calls == ["turn ?救命", "turn ?救命"]


@given(st.text(st.characters(codec=None)))
def test_writable_keeps_all_that_can_be_written(text: str) -> None:
    kept = writable(text)
    assert isinstance(kept, str)
    kept.encode()
    assert kept == "".join("?" if "\ud800" <= letter <= "\udfff" else letter for letter in text)


async def test_another_site_may_not_speak_for_her(site: Site, speaker: RecordingSpeaker) -> None:
    answer = await site.http.post("/api/say", json={"text": "救命"}, headers={"origin": ELSEWHERE})
    assert answer.status_code == HTTP_403_FORBIDDEN
    with pytest.raises(InvalidStatus) as refused:
        async with site.open(origin=ELSEWHERE):
            pass
    assert refused.value.response.status_code == HTTP_403_FORBIDDEN
    assert speaker.calls == []


async def test_our_own_page_may(site: Site, speaker: RecordingSpeaker) -> None:
    answer = await site.http.post("/api/say", json={"text": "你好"}, headers={"origin": site.url})
    assert answer.status_code == HTTP_200_OK
    async with site.open(origin=site.url) as page:
        await page.send(type="text", text="你好")
        await page.shown("heard")
    assert len(speaker.calls) == 2


@pytest.mark.parametrize("path", ["/", "/health", "/api/words", "/static/page.js"])
async def test_a_foreign_host_name_is_refused(site: Site, path: str) -> None:
    assert (await site.http.get(path, headers={"host": "somewhere.example"})).status_code == HTTP_400_BAD_REQUEST
    assert (await site.http.get(path)).status_code == HTTP_200_OK


async def test_a_foreign_host_name_gets_no_socket(site: Site) -> None:
    host, port = site.host.split(":")
    with pytest.raises(InvalidStatus) as refused:
        async with connect("ws://somewhere.example/ws", host=host, port=int(port), proxy=None):
            pass
    assert refused.value.response.status_code == HTTP_400_BAD_REQUEST


@given(origin=st.text(max_size=40))
@settings(max_examples=50)
def test_only_the_very_same_origin_is_ours(origin: str) -> None:
    if same_origin(origin, "127.0.0.1:18080"):
        assert origin in ("http://127.0.0.1:18080", "https://127.0.0.1:18080")


@pytest.mark.parametrize(
    ("origin", "ours"),
    [
        (None, True), ("http://127.0.0.1:18080", True), ("http://127.0.0.1:18081", False), ("null", False), ("", False),
        ("http://127.0.0.1:18080.somewhere.example", False), ("http://[", False),
    ],
)  # fmt: skip
def test_same_origin(origin: str | None, ours: bool) -> None:
    assert same_origin(origin, "127.0.0.1:18080") is ours


HOSTILE: tuple[str | bytes, ...] = (
    "", "{", "null", "[]", "7", '"hold"', "{}", "[" * 100_000, '{"type": "text"}', '{"type": "text", "text": " "}',
    '{"type": "text", "text": 7}', '{"type": "button"}', '{"type": "button", "down": "yes"}', '{"type": "off"}',
    '{"type": "release"}', b"", b"\0", b"\xff" * 4096,
)  # fmt: skip


async def test_what_it_does_not_know_is_harmless(site: Site, speaker: RecordingSpeaker) -> None:
    async with site.open() as page:
        for message in HOSTILE:
            await page.socket.send(message)
        await page.send(type="text", text="还在吗")
        assert (await page.shown("heard"))["text"] == "还在吗"
    assert speaker.calls == ["turn 还在吗"]


async def test_two_pages_are_shown_and_hear_the_same(site: Site, speaker: RecordingSpeaker) -> None:
    async with site.open() as one, site.open() as other:
        await one.send(type="text", text="你好")
        for page in (one, other):
            assert (await page.shown("heard"))["text"] == "你好"
        speaker.feed.publish("said", text="您好")
        await speaker.loudspeaker.play(Sound(np.full(160, 9000, np.int16), 16_000), 100)
        for page in (one, other):
            assert (await page.shown("said"))["text"] == "您好"
            assert (await page.sound()).startswith(b"RIFF")
        speaker.loudspeaker.stop()
        for page in (one, other):
            await page.shown("stop")


async def test_what_is_held_is_one_utterance(site: Site, speaker: RecordingSpeaker) -> None:
    async with site.open() as page:
        await page.send(type="hold")
        await page.socket.send(b"\1\0" * 1600)
        await page.send(type="release")
        await page.socket.send(b"\1\0" * 1600)  # too late
        await speaker.until(lambda: "ended" in speaker.calls)
    assert speaker.calls == ["hush", "held", "ended"]
    assert 1600 <= speaker.utterances[0] < 1600 + 512  # filled up to a whole frame


async def test_a_page_that_goes_away_ends_its_utterance(site: Site, speaker: RecordingSpeaker) -> None:
    async with site.open() as page:
        await page.send(type="hold")
        await page.socket.send(b"\1\0" * 512)
        await speaker.until(lambda: "held" in speaker.calls)
    await speaker.until(lambda: "ended" in speaker.calls)
    assert speaker.utterances == [512]
    async with site.open() as page:
        await page.send(type="listen")
        await speaker.until(lambda: speaker.calls[-1] == "listening")
        page.socket.transport.abort()
    await speaker.until(lambda: speaker.calls.count("ended") == 2)


async def test_a_press_calls_and_a_long_one_cancels(site: Site, speaker: RecordingSpeaker) -> None:
    async with site.open() as page:
        await page.send(type="button", down=True)
        await speaker.until(lambda: speaker.calls == ["press"])
        await page.send(type="button", down=False)
        await page.send(type="button", down=True)
        await speaker.until(lambda: speaker.calls == ["press", "press", "cancel"])


async def test_a_page_that_goes_away_cancels_nothing(site: Site, speaker: RecordingSpeaker) -> None:
    """She pressed for help and the tablet dropped: nobody is holding the button any more."""
    async with site.open() as page:
        await page.send(type="button", down=True)
        await speaker.until(lambda: speaker.calls == ["press"])
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(HOLD_CANCELS_S * 1.5):
            await speaker.until(lambda: "cancel" in speaker.calls)
    assert speaker.calls == ["press"]


async def test_another_page_cannot_let_go_of_the_button(site: Site, speaker: RecordingSpeaker) -> None:
    async with site.open() as one, site.open() as other:
        await one.send(type="button", down=True)
        await speaker.until(lambda: speaker.calls == ["press"])
        await other.send(type="button", down=False)
        await speaker.until(lambda: speaker.calls == ["press", "cancel"])


async def test_words_and_health(site: Site) -> None:
    assert (await site.http.get("/api/words")).json()["title"] == "小安"
    assert (await site.http.get("/health")).json() == {"ready": False, "sos_ready": True}
    page = await site.http.get("/")
    assert 'lang="zh-CN"' in page.text
