"""Tables for a spreadsheet, whose formulas no cell may start."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from fastapi.responses import Response

UTF8_MARK = "\ufeff"  # spreadsheets need it to read UTF-8


def as_csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The rows, with names of the columns first."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(head)
    table.writerows([_harmless(cell) for cell in row] for row in rows)
    return out.getvalue()


def download(name: str, table: str) -> Response:
    """The table as a file."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(UTF8_MARK + table, media_type="text/csv", headers=headers)


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell
