"""`xiaoan say`: one typed turn with the running home."""

from __future__ import annotations

from typing import Annotated

import typer

from xiaoan.context import phrases_of, settings_of


def say(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(help="What the resident says.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
) -> None:
    """Says a sentence to the running home, as if the resident had spoken it, and shows the answer.

    The home really does what is said: 救命 raises an alert.

    Example: xiaoan say 今天冷不冷

    Form of --json: {"heard", "intent", "replies": […], "expects_answer", "ms"}.

    Exit codes: 0 answered; 2 no home is running, or it did not take the sentence.
    """
    import json

    from xiaoan.saying import say_to_home

    settings = settings_of(ctx)
    phrases = phrases_of(settings)
    turn = say_to_home(settings, phrases, text)
    if as_json:
        print(json.dumps(turn, ensure_ascii=False))
        return
    print(phrases("xiaoan.say.heard", heard=turn["heard"]))
    print(phrases("xiaoan.say.intent", intent=turn["intent"] or "–", ms=turn["ms"]))
    for line in turn["replies"]:
        print(phrases("xiaoan.say.reply", line=line))
    if turn["expects_answer"]:
        print(phrases("xiaoan.say.expects"))
