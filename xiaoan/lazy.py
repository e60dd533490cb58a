"""A command group that imports a command only when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, ClassVar

import typer
from typer.core import TyperGroup

Tree = Mapping[str, "str | tuple[str, Tree]"]  # name -> "module:function", or (help, its subcommands)


class LazyGroup(TyperGroup):
    """Reads its commands from `tree`, which a subclass sets."""

    tree: ClassVar[Tree] = {}

    def list_commands(self, ctx: Any) -> list[str]:
        return list(self.tree)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        where = self.tree.get(cmd_name)
        if where is None:
            return None
        command = _leaf(where) if isinstance(where, str) else _group(*where)
        command.name = cmd_name
        return command


def group(text: str, tree: Tree, **options: Any) -> typer.Typer:
    """A Typer application over a tree of commands."""
    kind = type("Group", (LazyGroup,), {"tree": tree})
    return typer.Typer(
        cls=kind, help=text, no_args_is_help=True, context_settings={"help_option_names": ["-h", "--help"]}, **options
    )


def _leaf(where: str) -> Any:
    module, function = where.split(":")
    one = typer.Typer(add_completion=False, context_settings={"help_option_names": ["-h", "--help"]})
    one.command()(getattr(import_module(module), function))
    return typer.main.get_command(one)


def _group(text: str, tree: Tree) -> Any:
    inner = group(text, tree, add_completion=False)
    inner.callback()(lambda: None)
    return typer.main.get_command(inner)
