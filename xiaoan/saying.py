"""A typed turn over the home page's interface."""

from __future__ import annotations

import ssl
from typing import Any

import httpx

from config.phrases import Phrases
from config.settings import Settings
from xiaoan.errors import XiaoanError
from xiaoan.readiness import own_certificate
from xiaoan.up import page_url
from xiaoan.utterances import LONGEST_CHARACTERS

ANSWER_WITHIN_S = 60.0
FIELDS: dict[str, type | tuple[type, ...]] = {
    "heard": str,
    "intent": str,
    "replies": list,
    "expects_answer": bool,
    "ms": (int, float),
}


def say_to_home(settings: Settings, phrases: Phrases, text: str) -> dict[str, Any]:
    """The turn in the form {"heard", "intent", "replies", "expects_answer", "ms"}. Raises XiaoanError."""
    if not text.strip():
        raise XiaoanError(phrases("xiaoan.say.blank"))
    if len(text) > LONGEST_CHARACTERS:
        raise XiaoanError(phrases("xiaoan.say.too_long", length=len(text), limit=LONGEST_CHARACTERS))
    page = settings.speaker.page
    url = page_url(page)
    trust: ssl.SSLContext | bool = own_certificate(page.certificate) if page.certificate is not None else False
    try:
        with httpx.Client(verify=trust, timeout=ANSWER_WITHIN_S, trust_env=False) as client:
            response = client.post(f"{url}/api/say", json={"text": text})
    except (httpx.HTTPError, OSError) as error:
        raise XiaoanError(phrases("xiaoan.say.no_home", url=url)) from error
    if response.status_code != httpx.codes.OK:
        reason = response.text.strip()[:200]
        raise XiaoanError(phrases("xiaoan.say.refused", status=response.status_code, reason=reason))
    return _turn(response, phrases, page.port)


def _turn(response: httpx.Response, phrases: Phrases, port: int) -> dict[str, Any]:
    try:
        turn = response.json()
    except ValueError:
        turn = None
    if not isinstance(turn, dict) or not all(isinstance(turn.get(name), kind) for name, kind in FIELDS.items()):
        raise XiaoanError(phrases("xiaoan.say.not_understood", port=port))
    return {name: turn[name] for name in FIELDS}
