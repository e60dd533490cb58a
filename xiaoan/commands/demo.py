"""`xiaoan demo`: the five stories through the real parts."""

from __future__ import annotations

from typing import Annotated

import typer


def demo(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a story, on stdout.")] = False,
    story: Annotated[list[int] | None, typer.Option(help="Only this story (1 to 5); may be given again.")] = None,
    patience: Annotated[
        float, typer.Option(min=1.0, help="How many times as long as promised everything may take (a slow machine).")
    ] = 1.0,
) -> None:
    """Plays the five stories of the product through its real parts, step by step.

    A home and a station are started in a folder of their own, with a broker, Rasa and a cellular watch.
    A synthetic voice speaks into the recognizer; the broker and the speaker are really killed. It takes under three
    minutes and leaves nothing behind.

    Example: xiaoan demo --story 3

    Exit codes: 0 every story ended as promised; 1 one did not; 2 it could not start.
    """
    import asyncio
    import json
    from dataclasses import asdict

    from rich.console import Console

    from xiaoan.demo.play import Ending, play

    console = Console(stderr=True)

    def ended(ending: Ending) -> None:
        if as_json:
            print(json.dumps(asdict(ending), ensure_ascii=False), flush=True)
        mark = "[green]✓[/green]" if ending.ok else "[red]✗[/red]"
        console.print(f"{mark} {ending.story} ({ending.seconds} s)  {ending.detail}", highlight=False)

    with console.status("…") as status:
        good = asyncio.run(play(ended, status.update, tuple(story or ()), patience))
    raise typer.Exit(0 if good else 1)
