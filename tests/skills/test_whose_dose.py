"""Another person's medicine is not taken among hers."""

from __future__ import annotations

import pytest

from skills.whose_dose import somebody_else
from tests.skills.conftest import House


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("给老伴也设一个晚上七点吃降糖药的提醒", "老伴"), ("每天八点提醒我老伴吃降压药", "老伴"),
        ("晚上八点叫老头子吃药", "老头子"), ("早上提醒我妈打胰岛素", "妈"),
        ("remind my husband to take his pills at eight", "husband"),
        ("每天早上八点提醒我吃降压药", None), ("提醒我八点给老伴喂药", None), ("提醒我吃他汀", None),
        ("提醒我给女儿打电话", None), ("给我设个吃药提醒", None), ("", None),
    ],
)  # fmt: skip
def test_for_whom(text: str, who: str | None) -> None:
    assert somebody_else(text) == who


async def test_it_is_declined_and_nothing_is_kept(house: House) -> None:
    text = "给老伴也设一个晚上七点吃降糖药的提醒"
    assert house.form.gives_way(house.request("set_reminder", text))
    assert "老伴的药" in (await house.hear("set_reminder", text, medicine="降糖药", time="晚上七点")).text
    assert house.book.kept == []
