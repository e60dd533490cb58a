"""JSON Schema (Draft 2020-12) of every payload, made from the models."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import models_json_schema

from messages.topics import CONTRACT

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def component_schemas(ref_template: str) -> dict[str, Any]:
    """The schemas of all payloads and what they are made of, by name; `ref_template` has one {model}."""
    _, document = models_json_schema([(entry.payload, "validation") for entry in CONTRACT], ref_template=ref_template)
    schemas: dict[str, Any] = document["$defs"]
    return dict(sorted(schemas.items()))


def payload_schema(name: str) -> dict[str, Any]:
    """The self-contained schema of one payload, by the payload's name. Raises KeyError."""
    by_name = {entry.payload.name: entry.payload for entry in CONTRACT}
    return {"$schema": DIALECT, **by_name[name].model_json_schema()}
