"""When a definite cry in what is still being said is acted on."""

from __future__ import annotations

from assistant.hearing.cry import classify_cry, cries_twice
from assistant.ports import Cry


class CryWatch:
    """Over the transcripts of one utterance; `at_s` is the length of its sound so far and never goes back.

    A recognizer looks again at what it heard about every quarter of a second, and takes most of its wrong cries back at
    the next look (快来看孙子 is 快来人 for one look). So one cry counts when it has stood for `steady_s`, two cries
    (救命救命) and one in the finished transcript at once. A cry is told later than it was first heard by `steady_s` and
    a frame at most, and none of a finished transcript is lost.
    """

    def __init__(self, steady_s: float) -> None:
        self._steady_s = steady_s
        self._text = ""
        self._cry = self._twice = self._told = False  # of the text that stands
        self._since_s = 0.0
        self._ever_told = False

    def partial(self, text: str, at_s: float) -> bool:
        """The transcript so far, at every frame. True once for each cry, when it is to be acted on."""
        if text != self._text:
            self._look(text, at_s)
        if not self._cry or self._told or (at_s - self._since_s < self._steady_s and not self._twice):
            return False
        self._told = self._ever_told = True
        return True

    def finished(self, text: str) -> bool:
        """The finished transcript. True when there is a definite cry in it and none was told before."""
        return not self._ever_told and classify_cry(text) is Cry.DEFINITE

    def _look(self, text: str, at_s: float) -> None:
        cried, self._text = self._cry, text
        self._cry = classify_cry(text) is Cry.DEFINITE
        self._twice = self._cry and cries_twice(text)
        if not (cried and self._cry):
            self._since_s, self._told = at_s, False
