"""Bundles and outcomes by fhir.resources, which validates them. Its R4B classes are those of R4 for what is used here:
R4B changed neither Observation, Bundle nor OperationOutcome."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Json = dict[str, Any]
MEDIA_TYPE = "application/fhir+json"


def bundle_text(entries: Sequence[Json], own: str, following: str | None) -> str:
    """A searchset Bundle as JSON. `own` and `following` are addresses, of this page and the next. Loads the library
    when it is asked for first: 23 MB and over a second that most stations never need."""
    from fhir.resources.R4B.bundle import Bundle

    links = [{"relation": "self", "url": own}]
    if following is not None:
        links.append({"relation": "next", "url": following})
    bundle: Json = {"resourceType": "Bundle", "type": "searchset", "link": links}
    if entries:
        bundle["entry"] = [
            {"fullUrl": f"urn:uuid:{entry['id']}", "resource": entry, "search": {"mode": "match"}} for entry in entries
        ]
    return str(Bundle.model_validate(bundle).model_dump_json())


def outcome_text(code: str, text: str) -> str:
    """An OperationOutcome of one error as JSON."""
    from fhir.resources.R4B.operationoutcome import OperationOutcome

    issue = {"severity": "error", "code": code, "diagnostics": text}
    outcome = OperationOutcome.model_validate({"resourceType": "OperationOutcome", "issue": [issue]})
    return str(outcome.model_dump_json())
