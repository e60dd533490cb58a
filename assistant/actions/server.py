"""The action server: rasa_sdk's executor behind one route, in the speaker's own loop. Listens on loopback only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from fastapi import Body, FastAPI
from fastapi.responses import JSONResponse
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionNotFoundException

from assistant.actions.adapters import AskAction, SkillAction, ValidateAction
from assistant.actions.naming import action_names, form_contract
from assistant.actions.reading import RequestReader
from messages.clock import Clock
from skills.ports import Form, Skill

__all__ = ["action_names", "create_action_app"]


def create_action_app(
    skills: Sequence[Skill], forms: Sequence[Form], clock: Clock, timezone: ZoneInfo, resident: Callable[[], str]
) -> FastAPI:
    """POST /webhook runs an action as Rasa asks; GET /health names them all.

    Raises ValueError when two skills claim an intent, or a form is not in intents/domain.
    """
    executor = _executor(skills, forms, RequestReader(clock, timezone, resident))
    app = FastAPI(openapi_url=None)

    @app.get("/health")
    async def health() -> dict[str, Any]:
        return {"ready": True, "actions": sorted(executor.actions)}

    @app.post("/webhook")
    async def webhook(call: dict[str, Any] = Body()) -> JSONResponse:  # noqa: B008
        try:
            result = await executor.run(call)
        except ActionNotFoundException as error:
            structlog.get_logger().error("action_unknown", action=error.action_name, known=len(executor.actions))
            return JSONResponse({"error": error.message, "action_name": error.action_name}, status_code=404)
        if result is None:
            return JSONResponse({"error": "the call names no action"}, status_code=400)
        return JSONResponse(result.model_dump())

    return app


def _executor(skills: Sequence[Skill], forms: Sequence[Form], reader: RequestReader) -> ActionExecutor:
    by_intent: dict[str, Skill] = {}
    for skill in skills:
        for intent in skill.intents:
            if intent in by_intent:
                raise ValueError(f"two skills answer the intent {intent!r}")
            by_intent[intent] = skill
    executor = ActionExecutor()
    for intent, skill in by_intent.items():
        executor.register_action(SkillAction(intent, skill, reader))
    for form in forms:
        contract = form_contract(form.name)
        executor.register_action(ValidateAction(contract, form, reader))
        for slot in contract.slots:
            executor.register_action(AskAction(contract, slot, form, reader))
    return executor
