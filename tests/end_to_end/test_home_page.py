"""The home page in a real Chromium on a phone's screen, with everything real behind it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from config.settings import HelpSettings
from hardware.ports import SAMPLE_RATE_HZ, Sound
from tests.browser import PHONE, chromium, errors, tap
from tests.end_to_end.running_stage import RunningStage, until
from xiaoan.demo.voice import DemonstrationVoice

pytestmark = pytest.mark.browser

LEAD_IN_S = 5.0  # of silence in the microphone, until the button is down
KEEP_RECORDS = """
window.started = [];
const start = AudioBufferSourceNode.prototype.start;
AudioBufferSourceNode.prototype.start = function (...rest) {
  const samples = this.buffer.getChannelData(0);
  window.started.push({seconds: this.buffer.duration, peak: samples.reduce((a, b) => Math.max(a, Math.abs(b)), 0)});
  return start.apply(this, rest);
};
window.lights = [];
addEventListener("DOMContentLoaded", () => {
  const light = document.querySelector("#light");
  new MutationObserver(() => window.lights.push(light.className)).observe(light, {attributeFilter: ["class"]});
});
"""


@contextmanager
def page_of(stage: RunningStage, folder: Path, microphone: Path | None = None) -> Iterator[Any]:
    """The home page, open and connected. Chromium hears `microphone` once, from the moment the page asks for it."""
    flags = ["--autoplay-policy=no-user-gesture-required", "--use-fake-ui-for-media-stream"]
    if microphone is not None:
        flags += ["--use-fake-device-for-media-stream", f"--use-file-for-fake-audio-capture={microphone}%noloop"]
    with chromium(folder, PHONE, flags) as driver:
        driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": KEEP_RECORDS})
        driver.get(stage.url)
        until("the page to be connected", lambda: element(driver, "#hold").is_enabled())
        yield driver


def element(driver: Any, css: str) -> Any:
    return driver.find_element("css selector", css)


def lines(driver: Any, kind: str) -> list[str]:
    """What the conversation shows as heard or said."""
    script = "return Array.from(document.querySelectorAll(arguments[0]), line => line.innerText.trim())"
    return [str(line) for line in driver.execute_script(script, f"#talk .{kind}")]


def type_text(driver: Any, text: str) -> None:
    element(driver, "#text").send_keys(text)
    tap(driver, "#type button")
    until(f"{text} to be shown", lambda: text in lines(driver, "heard"))


def shows(driver: Any, part: str, timeout_s: float = 60.0) -> str:
    """The line said that holds `part`, as soon as it is shown."""
    deadline = time.monotonic() + timeout_s
    while True:
        said = lines(driver, "said")
        if found := [line for line in said if part in line]:
            return found[0]
        assert time.monotonic() < deadline, f"waited {timeout_s:.0f} s for …{part}…; said was {said}"


def light(driver: Any) -> str:
    return str(element(driver, "#light").get_attribute("class"))


def press(driver: Any, css: str) -> None:
    """A finger goes down and stays."""
    from selenium.webdriver import ActionChains

    ActionChains(driver).click_and_hold(element(driver, css)).perform()


def let_go(driver: Any) -> None:
    from selenium.webdriver import ActionChains

    ActionChains(driver).release().perform()


def spoken(text: str, file: Path) -> Path:
    """A microphone's recording: silence, then the sentence."""
    sound: Sound = DemonstrationVoice().say(text)
    pcm = np.concatenate([np.zeros(round(LEAD_IN_S * SAMPLE_RATE_HZ), np.int16), sound.pcm])
    soundfile.write(str(file), pcm, SAMPLE_RATE_HZ, subtype="PCM_16")
    return file


def test_what_is_typed_is_done(stage: RunningStage, tmp_path: Path) -> None:
    with page_of(stage, tmp_path) as page:
        type_text(page, "今天冷不冷")
        shows(page, "度")
        type_text(page, "每天早上八点提醒我吃降压药")
        assert "八点" in shows(page, "降压药")
        until("the sound of the answer", lambda: page.execute_script("return window.started.length") >= 2)
        assert all(sound["peak"] > 0.05 for sound in page.execute_script("return window.started"))
        type_text(page, "取消吃降压药的提醒")
        shows(page, "不再提醒")
        assert errors(page) == []


def test_a_piece_is_played_and_stopped(stage: RunningStage, tmp_path: Path) -> None:
    with page_of(stage, tmp_path) as page:
        type_text(page, "放一段京剧")
        shows(page, "流水")
        until("her to have been told", lambda: stage.health()["silent"])
        type_text(page, "停")
        shows(page, "好的")
        assert errors(page) == []


def test_what_is_spoken_while_the_button_is_held(stage: RunningStage, tmp_path: Path) -> None:
    sentence = "今天冷不冷"
    with page_of(stage, tmp_path, spoken(sentence, tmp_path / "said.wav")) as page:
        press(page, "#hold")
        until("the words as they are heard", lambda: sentence in element(page, "#partial").text.replace(" ", ""))
        let_go(page)
        until("the words heard", lambda: [line.replace(" ", "") for line in lines(page, "heard")] == [sentence])
        shows(page, "度")
        until("the sound of the answer", lambda: page.execute_script("return window.started.length") > 0)
        assert page.execute_script("return window.started")[0]["peak"] > 0.05
        assert errors(page) == []


def test_the_help_button(stage: RunningStage, tmp_path: Path) -> None:
    with page_of(stage, tmp_path) as page:
        press(page, "#help")
        let_go(page)
        alert = stage.do(stage.worker.wait_for_alert("the press", lambda row: row["kind"] == "button", 60))
        until("the light", lambda: "alert_" in light(page))
        shows(page, "叫人")
        shows(page, "已经通知社区")
        stage.do(stage.worker.acknowledge(str(alert["id"])))
        assert stage.stage.worker_name in shows(page, "接到了")
        until("the light", lambda: "alert_accepted" in light(page))
        assert errors(page) == []


def test_held_three_seconds_it_cancels(stage: RunningStage, tmp_path: Path) -> None:
    with page_of(stage, tmp_path) as page:
        press(page, "#help")
        alert = stage.do(stage.worker.wait_for_alert("the press", lambda row: row["kind"] == "button", 60))
        until("the light", lambda: any("alert_" in shown for shown in page.execute_script("return window.lights")))
        until("the light to go out", lambda: "alert" not in light(page))
        let_go(page)
        shows(page, "没事")
        until(
            "the cancellation at the station",
            lambda: stage.do(stage.worker.alert(str(alert["id"])))["state"] == "cancelled",
        )


def test_a_finger_that_slides_off_the_button_cancels_nothing(stage: RunningStage, tmp_path: Path) -> None:
    from selenium.webdriver import ActionChains

    with page_of(stage, tmp_path) as page:
        slide = ActionChains(page).click_and_hold(element(page, "#help")).move_to_element(element(page, "#talk"))
        slide.release().perform()  # in one go: a finger that stays for so long as to cancel has not slid off
        until("the station's word", lambda: "已经通知" in "".join(lines(page, "said")))
        assert "down" not in (element(page, "#help").get_attribute("class") or "")
        assert len(stage.do(stage.worker.alerts())) == 1
        with pytest.raises(TimeoutError):
            until("a cancellation", lambda: "没事" in "".join(lines(page, "said")), HelpSettings().button_hold_cancel_s)


def test_chinese_first_on_a_phone(stage: RunningStage, tmp_path: Path) -> None:
    with page_of(stage, tmp_path) as page:
        assert element(page, "html").get_attribute("lang") == "zh-CN"
        assert (element(page, "#hold").text, element(page, "#help").text) == ("按住说话", "救命")
        type_text(page, "一" * 200)
        width, height = page.execute_script("return [document.documentElement.scrollWidth, innerHeight]")
        assert (width, height) == PHONE
        for css in ("#hold", "#help", "#text"):
            box = element(page, css).rect
            assert box["y"] + box["height"] <= height
            assert box["height"] >= 48  # a finger's width
            assert box["x"] >= 0 and box["x"] + box["width"] <= width
        size = page.execute_script("return parseFloat(getComputedStyle(document.querySelector('#talk p')).fontSize)")
        assert size >= 20


def test_pressed_while_the_home_is_away_help_is_called_on_its_return(stage: RunningStage, tmp_path: Path) -> None:
    with page_of(stage, tmp_path) as page:
        stage.do(stage.stage.leave())
        stage.do(stage.stage.supervisor.halt("speaker", kill=True))
        until("the page to notice", lambda: not element(page, "#hold").is_enabled())
        press(page, "#help")
        let_go(page)
        shows(page, "马上替您叫人")
        stage.do(stage.stage.restart_speaker(0.0, power_cut=True))
        stage.do(stage.worker.wait_for_alert("the press", lambda row: row["kind"] == "button", 60))
        shows(page, "已经通知社区")
