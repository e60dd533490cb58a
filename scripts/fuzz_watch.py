"""Throws bytes at what reads a cellular watch, guided by which of its lines they reach (atheris, for x86-64 Linux).

`make fuzz` runs it for ten minutes; options of libFuzzer may follow: `scripts/fuzz_watch.py -max_total_time=60 FOLDER`.
What breaks it is written to a file crash-… in the folder where it runs, and said.
"""

from __future__ import annotations

import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parent.parent))

with atheris.instrument_imports(include=["wearable_bridge.elder_watch"]):
    from wearable_bridge.elder_watch.decode import DecodeError, decode
    from wearable_bridge.elder_watch.frames import KEPT_BYTES, LONGEST_FRAME_BYTES, Frame, FrameReader
    from wearable_bridge.elder_watch.observations import alarms_of, readings_of, return_of, state_of
    from wearable_bridge.elder_watch.orders import parse_order
    from wearable_bridge.elder_watch.register import Registered
    from wearable_bridge.elder_watch.replies import reply_to
    from wearable_bridge.elder_watch.status import Model

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
WATCHES = tuple(Registered("watch-1", "1234567890", "wang", model) for model in Model)
LONGEST_ANSWER_BYTES = 120
SEEDS = (
    b"[3G*1234567890*0009*LK,5,0,80]",
    b"[3G*1234567890*0010*TK,#!AMR]x[,*\xff\x00.]",
    b"[ZJ*357653059860416*0007*000c*BLOOD,118,71]\r\n[3G*12*0008*heart,72]",
    b"[3G*12*0050*AL_LTE,010326,075900,A,22.5,N,113.9,E,0.0,0,0,7,90,80,12,0,00010001,0,0]",
    b"[3G*12*0050*UD2,010326,075900,V,22.5,S,113.9,W,0.0,0,0,7,90,80,12,0,00000008,0,0]",
    b"[3G*12*000A*btemp2,1,36.4][3G*12*000B*oxygen,0,97]",
)


def one_input(data: bytes) -> None:
    """A stream in pieces; its first byte says how large they are."""
    refused: Counter[str] = Counter()
    reader = FrameReader(refused)
    size = 1 + (data[0] if data else 0)
    for start in range(1, len(data), size):
        for frame in reader.feed(data[start : start + size]):
            check(len(frame.content) <= max(KEPT_BYTES, size), "a frame longer than what is kept")
            check(frame.declared <= 0xFFFFFFFF, "a length of more than eight digits")
            for watch in WATCHES:
                understand(watch, frame)
        check(reader.held <= KEPT_BYTES, "more is held than may be")
    check(sum(refused.values()) <= len(data), "more was refused than came")
    parse_order(data)


def understand(watch: Registered, frame: Frame) -> None:
    """As the port does with a frame of a known watch."""
    try:
        record = decode(frame, watch.model)
    except DecodeError:
        record = None
    answer = reply_to(frame, record)
    check(answer is None or len(answer) <= LONGEST_ANSWER_BYTES, "a long answer")
    if record is not None:
        for reading in readings_of(watch, record, NOW):
            check(reading.value >= 0 or reading.metric == "temperature", "a value below nothing")
        alarms_of(watch, record, NOW)
        return_of(watch, record, NOW)
        state_of(watch, record, NOW)


def check(true: bool, what: str) -> None:
    """Ends the run with this input."""
    if not true:
        raise AssertionError(what)


def main(arguments: list[str]) -> None:
    """Never returns: libFuzzer ends the process, with 0 when nothing broke."""
    folders = [Path(each) for each in arguments if not each.startswith("-")]
    if folders:
        folders[0].mkdir(parents=True, exist_ok=True)
        for number, seed in enumerate(SEEDS):
            (folders[0] / f"seed-{number}").write_bytes(b"\x10" + seed)
    longest = f"-max_len={LONGEST_FRAME_BYTES + 1000}"
    atheris.Setup([sys.argv[0], longest, "-timeout=5", "-rss_limit_mb=1024", *arguments], one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
