"""The settings of a stage: a home and a station on free loopback ports in a folder of their own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from config.load import load_settings
from config.settings import DialogueSettings, Settings, WeatherSettings
from xiaoan.demo.watch import NUMBER

PORTS = ("broker", "page", "station", "rasa", "actions", "watch")


@dataclass
class Script:
    """The settings file of a stage; `write` puts it where the programs read it at their next start.

    `patience`: how many times as long as usual the parts wait for each other.
    """

    folder: Path
    ports: dict[str, int]
    weather_url: str
    patience: float = 1.0
    clock_offset_s: float = 0.0

    @property
    def file(self) -> Path:
        return self.folder / "xiaoan.toml"

    def write(self) -> Settings:
        """Writes the file and reads it back."""
        self.file.write_text(self._text(), encoding="utf-8")
        return load_settings(self.file)

    def _text(self) -> str:
        return f"""
data = "{self.folder / "data"}"
[clock]
offset_s = {self.clock_offset_s}
[broker]
port = {self.ports["broker"]}
[home]
address = "幸福里三号楼二单元五零二"
[[home.residents]]
id = "wang"
name = "王秀英"
address_as = "王奶奶"
phone = "13900000001"
[[home.residents.contacts]]
name = "李梅"
called = ["女儿", "闺女"]
phone = "13800000001"
[speaker.page]
port = {self.ports["page"]}
[speaker.dialogue]
rasa_port = {self.ports["rasa"]}
actions_port = {self.ports["actions"]}
timeout_s = {DialogueSettings().timeout_s * self.patience}
[speaker.hearing]
microphone = "none"
[speaker.voice]
output = "none"
[speaker.media]
player = "silent"
[speaker.weather]
forecast_url = "{self.weather_url}/v1/forecast"
geocoding_url = "{self.weather_url}/v1/search"
timeout_s = {WeatherSettings().timeout_s * self.patience}
[speaker.reminders]
repeat_every_s = 4.0
repeats = 2
[speaker.help]
silence_is_yes_s = 6.0
[bridge]
simulated_wristband = false
batch_every_s = 2.0
[bridge.vitals]
sample_every_s = 0.25
[bridge.elder_watch]
enabled = true
port = {self.ports["watch"]}
frames_a_minute = 1000
[[bridge.elder_watch.watches]]
name = "watch-1"
number = "{NUMBER}"
resident = "wang"
[station.page]
port = {self.ports["station"]}
[[station.escalation.steps]]
after_s = 0
tell = ["on_duty", "first_contact"]
[[station.escalation.steps]]
after_s = 3
tell = ["all_workers", "second_contact"]
[[station.escalation.steps]]
after_s = 9
tell = ["supervisor"]
"""
