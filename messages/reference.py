"""docs/messages.md and docs/asyncapi.json, made from the contract.

`python -m messages.reference --write` writes them; without it, exit code 1 says that a committed file is not current.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from messages.acl import acl_for_device, acl_for_station
from messages.asyncapi import address, asyncapi_text
from messages.schema import payload_schema
from messages.topics import CONTRACT, Confirmation, Entry, Sender

DOCS = Path(__file__).resolve().parent.parent / "docs"

_CONFIRMED = {
    Confirmation.STATE: "the alert's retained state comes back",
    Confirmation.RECEIPT: "its id stands in a receipt",
    Confirmation.PUBACK: "the broker acknowledges it",
}

_HEAD = """\
# The messages

Made from `messages/topics.py` and `messages/payloads.py` by `python -m messages.reference --write`; do not edit.
The same as AsyncAPI 3: [asyncapi.json](asyncapi.json).

Every payload is UTF-8 JSON. Unknown extra fields are tolerated. Anything else that is wrong is kept as a dead letter
with its reason.
"""

_DELIVERY = """\
## Delivery

What must arrive is first a row in the sender's outbox, written in the same transaction as its cause, and published
from there: alerts first, then everything else, readings last. The table says what ends a row. Until then it is
published again with growing, jittered pauses (4 s up to 60 s), so a receiver gets a message at least once and tells
doubles by their `id`. A reading's row ends when the broker acknowledges it, so a broker that is killed may lose the
last batches of readings; it loses no alert and no event.

Each program has one MQTT 5 session with a fixed client id and a last will (`status`, `online: false`). It hears none
of its own messages.
"""


def messages_page() -> str:
    """The text of docs/messages.md."""
    parts = [_HEAD, _table(), _DELIVERY, "## Payloads\n", *(_payload(entry) for entry in CONTRACT), _access()]
    return "\n".join(parts)


def documents() -> dict[Path, str]:
    """Every generated file and its text."""
    return {DOCS / "messages.md": messages_page(), DOCS / "asyncapi.json": asyncapi_text()}


def outdated() -> list[Path]:
    """The committed files that differ from the contract."""
    return [file for file, text in documents().items() if not file.exists() or file.read_text(encoding="utf-8") != text]


def main(arguments: list[str]) -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(prog="python -m messages.reference", description="Pages made from the contract.")
    parser.add_argument("--write", action="store_true", help="write the pages")
    if parser.parse_args(arguments).write:
        for file, text in documents().items():
            file.write_text(text, encoding="utf-8")
        return 0
    for file in outdated():
        sys.stderr.write(f"{file}: differs from the contract; run python -m messages.reference --write\n")
    return 1 if outdated() else 0


def _table() -> str:
    rows = [
        "## Topics\n",
        "| payload | topic | from | to | QoS | retained | ends when |",
        "|---|---|---|---|---|---|---|",
    ]
    for entry in CONTRACT:
        retained = "yes" if entry.retain else "no"
        cells = [
            f"[{entry.payload.name}](#{entry.payload.name})",
            f"`{address(entry)}`",
            _names(entry.senders),
            _names(entry.receivers),
            str(entry.qos),
            retained,
            _CONFIRMED[entry.confirmation],
        ]
        rows.append("| " + " | ".join(cells) + " |")
    return "\n".join(rows) + "\n"


def _payload(entry: Entry) -> str:
    schema = payload_schema(entry.payload.name)
    required = set(schema.get("required", ()))
    lines = [f"### {entry.payload.name}\n", (entry.payload.__doc__ or "").strip(), "", entry.about, ""]
    if entry.expires_after_s is not None:
        lines += [f"The broker drops it after {entry.expires_after_s} s.", ""]
    lines += ["| field | type | needed |", "|---|---|---|"]
    for name, field in schema["properties"].items():
        lines.append(f"| `{name}` | {_type(field, schema)} | {'yes' if name in required else 'no'} |")
    return "\n".join(lines) + "\n"


def _type(field: dict[str, Any], schema: dict[str, Any]) -> str:
    """A schema in a few words."""
    if "$ref" in field:
        return _type(schema["$defs"][field["$ref"].rpartition("/")[2]], schema)
    if "anyOf" in field:
        return " or ".join(_type(option, schema) for option in field["anyOf"])
    if "enum" in field:
        return ", ".join(f"`{value}`" for value in field["enum"])
    if field.get("type") == "array":
        return f"list of {_type(field['items'], schema)}"
    if field.get("type") == "object" and "properties" in field:
        inner = (f"`{name}`: {_type(part, schema)}" for name, part in field["properties"].items())
        return "{ " + ", ".join(inner) + " }"
    words = str(field.get("format", field.get("type", "anything")))
    return words + _limits(field)


def _limits(field: dict[str, Any]) -> str:
    limits = [
        ("pattern", "pattern `{}`"),
        ("maxLength", "at most {} characters"),
        ("minimum", "from {}"),
        ("maximum", "to {}"),
    ]
    said = [text.format(str(field[key]).replace("|", "\\|")) for key, text in limits if key in field]
    return f" ({', '.join(said)})" if said else ""


def _access() -> str:
    return (
        "## Access rules\n\nMosquitto's ACL for the devices of one home (`home-1` of the community `demo`) and for the "
        "station, and for a bridge of many homes (`watches`), as `messages/acl.py` makes them.\n\n```\n"
        + acl_for_device("demo", "home-1", "speaker-1", Sender.SPEAKER)
        + "\n"
        + acl_for_device("demo", "home-1", "bridge-1", Sender.BRIDGE)
        + "\n"
        + acl_for_station("demo")
        + "\n"
        + acl_for_device("demo", "watches", "bridge-1", Sender.BRIDGE, whole_community=True)
        + "```\n"
    )


def _names(senders: frozenset[Sender]) -> str:
    return ", ".join(sender.value for sender in Sender if sender in senders)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
