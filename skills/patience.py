"""How long a resident may pause in the middle of a sentence: 我说话慢，等等我. Pure."""

from __future__ import annotations

import re

SHORTEST_S, LONGEST_S = 2.0, 6.0
STEP_S = 1.0

_LONGEST_TEXT = 30  # characters; whatever is longer says more than this
_MORE = re.compile(
    "我?(?:说话|讲话|说|讲|反应)(?:得|的)?(?:比较|有点儿?|太)?慢[^快]{0,6}(?:等|慢慢|别急|别着急|耐心)"
    "|(?:等|让|听)我(?:把话)?(?:说|讲)完|我(?:话)?还?没(?:有)?(?:说|讲)完"
    "|(?:别|不要|甭|不许|老)(?:抢话|抢我的?话|插嘴|插话|打断)|(?:别|不要|甭)(?:催我|着急回答|急着(?:说|答|回))"
    "|(?:多|再|耐心)等(?:我|一)(?:一?会儿?|下)?(?:再|你再)(?:说|答|回|讲)"
    "|i (?:speak|talk) slowly|let me finish|i (?:have ?n.t|was ?n.t|am not) (?:finished|done)"
    "|don.t (?:interrupt|cut me off)"
)
_LESS = re.compile(
    "(?:不用|别|甭|不要)等(?:我)?(?:那么|这么)(?:久|长)|(?:你)?(?:等|反应|回答|答)(?:得|的)(?:也)?太(?:久|慢)|(?:你)?反应太慢"
    "|don.t wait so long|(?:you )?answer (?:faster|quicker)"
)


def wanted_patience(text: str, present_s: float) -> float | None:
    """The pause a text asks for, given the present one; None when it asks for none."""
    lowered = text.lower()
    if len(lowered) > _LONGEST_TEXT:
        return None
    if _LESS.search(lowered):
        return max(SHORTEST_S, present_s - STEP_S)
    return min(LONGEST_S, present_s + STEP_S) if _MORE.search(lowered) else None
