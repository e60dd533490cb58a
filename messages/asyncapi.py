"""The contract as an AsyncAPI 3 document, made from the table."""

from __future__ import annotations

import json
import re
from typing import Any

from messages.schema import component_schemas
from messages.topics import CONTRACT, ROOT, Entry, Sender

ASYNCAPI_VERSION = "3.0.0"
CONTRACT_VERSION = ROOT.rpartition("/")[2].removeprefix("v") + ".0.0"
_PLACES = {
    "community": "The community that looks after the home.",
    "home": "The dwelling.",
    "id": "The payload's id.",
    "metric": "What was measured.",
    "kind": "What kind of fact it is.",
    "check": "The id of the guided check.",
    "resident": "The person it is about.",
    "device": "The device that says it.",
    "plan": "The plan's name.",
    "program": "The kind of program.",
}


def asyncapi_document() -> dict[str, Any]:
    """The whole document. Operations are named SENDER_sends_PAYLOAD and RECEIVER_receives_PAYLOAD."""
    return {
        "asyncapi": ASYNCAPI_VERSION,
        "info": {
            "title": "Xiao An: what the programs say to each other",
            "version": CONTRACT_VERSION,
            "description": "Made from messages/topics.py; do not edit.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {entry.payload.name: _channel(entry) for entry in CONTRACT},
        "operations": _operations(),
        "components": {
            "messages": {entry.payload.name: _message(entry) for entry in CONTRACT},
            "schemas": component_schemas("#/components/schemas/{model}"),
        },
    }


def asyncapi_text() -> str:
    """The document as it is committed."""
    return json.dumps(asyncapi_document(), ensure_ascii=False, indent=2) + "\n"


def address(entry: Entry) -> str:
    """The topic with its {places}."""
    return f"{ROOT}/{{community}}/{{home}}/{entry.tail}"


def _channel(entry: Entry) -> dict[str, Any]:
    name = entry.payload.name
    places = re.findall(r"{(\w+)}", address(entry))
    return {
        "address": address(entry),
        "description": entry.about,
        "messages": {name: {"$ref": f"#/components/messages/{name}"}},
        "parameters": {place: {"description": _PLACES[place]} for place in places},
    }


def _message(entry: Entry) -> dict[str, Any]:
    model = entry.payload
    message: dict[str, Any] = {
        "name": model.name,
        "title": model.__name__,
        "summary": (model.__doc__ or "").strip(),
        "payload": {"$ref": f"#/components/schemas/{model.__name__}"},
    }
    if entry.expires_after_s is not None:
        message["x-expires-after-s"] = entry.expires_after_s
    return message


def _operations() -> dict[str, Any]:
    operations: dict[str, Any] = {}
    for entry in CONTRACT:
        for sender in _sorted(entry.senders):
            operations[f"{sender}_sends_{entry.payload.name}"] = _operation(entry, "send")
        for receiver in _sorted(entry.receivers):
            operations[f"{receiver}_receives_{entry.payload.name}"] = _operation(entry, "receive")
    return operations


def _operation(entry: Entry, action: str) -> dict[str, Any]:
    name = entry.payload.name
    binding: dict[str, Any] = {"qos": entry.qos, "bindingVersion": "0.2.0"}
    if action == "send":
        binding["retain"] = entry.retain
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{name}"},
        "messages": [{"$ref": f"#/channels/{name}/messages/{name}"}],
        "bindings": {"mqtt": binding},
    }


def _sorted(senders: frozenset[Sender]) -> list[str]:
    return sorted(sender.value for sender in senders)
