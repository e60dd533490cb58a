"""The settings of every program, as one tree. Defaults run a demonstration home and station on one machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr

from config.bluetooth import BluetoothSettings
from config.elder_watch import ElderWatchSettings
from config.escalation import EscalationSettings
from config.guided_check import GuidedCheckSettings
from config.home_assistant import HomeAssistantSettings
from config.ingest import IngestSettings
from config.mqtt_mapping import MqttMapping
from config.replay import ReplaySettings
from config.section import Folder, Port, PublicUrl, Seconds, Section, Slug, WallTime, known_zone
from config.supervision import SelfTestSettings, SupervisionSettings

Language = Literal["zh", "en"]


class ClockSettings(Section):
    """`offset_s`, for demonstrations and tests: the programs' wall clock is the machine's plus this. `trust`: when the
    speaker believes the machine's clock."""

    offset_s: float = 0.0
    trust: Literal["machine", "network"] = "machine"


class BrokerSettings(Section):
    """The MQTT broker that carries the care topics."""

    own: bool = True  # `xiaoan up` starts a Mosquitto of its own with a generated configuration
    host: str = "127.0.0.1"
    port: Port = 18830
    username: str | None = None
    password: SecretStr | None = None
    ca_file: Path | None = None  # set it to speak TLS


class BrokerUser(Section):
    """A program's own user at the broker. Without one it takes that of the table `broker`."""

    username: str | None = None
    password: SecretStr | None = None


class Contact(Section):
    """Somebody whom a resident may ask for by name, or by what she calls them (女儿)."""

    name: str
    called: tuple[str, ...] = ()
    city: str = ""
    phone: str = ""
    notify_url: str = ""  # how the station reaches her besides the telephone: an Apprise address


class Resident(Section):
    """A person who lives in the home. The first one listed is the primary resident."""

    id: Slug
    name: str
    address_as: str = ""  # how the voice addresses her, 王奶奶
    phone: str = ""
    speech_rate: Annotated[float, Field(ge=0.5, le=2.0)] = 0.9
    volume: Annotated[int, Field(ge=0, le=100)] = 70
    pause_s: Annotated[float, Field(ge=0.5, le=10)] | None = None  # None: speaker.hearing.endpoint_unfinished_s
    contacts: tuple[Contact, ...] = ()


class HomeSettings(Section):
    """One dwelling."""

    community: Slug = "demo"
    id: Slug = "home-1"
    address: str = ""
    city: str = "济南"
    timezone: Annotated[str, AfterValidator(known_zone)] = "Asia/Shanghai"
    language: Language = "zh"
    sign_of_life_s: Seconds = 60.0  # each program says so often that it runs
    residents: tuple[Resident, ...] = (
        Resident(
            id="wang",
            name="王秀英",
            address_as="王奶奶",
            contacts=(Contact(name="李梅", called=("女儿", "闺女", "梅梅"), phone="13800000001"),),
        ),
    )


OwnWordText = Annotated[str, Field(min_length=1, max_length=40)]
OwnWordTexts = Annotated[tuple[OwnWordText, ...], Field(max_length=300)]


class HearingWords(Section):
    """Words of this house that a speech model may not know, by what they name: it says where they may stand."""

    medicines: OwnWordTexts = ()
    people: OwnWordTexts = ()
    titles: OwnWordTexts = ()
    others: OwnWordTexts = ()


class HearingSettings(Section):
    """Microphone to transcript."""

    microphone: Literal["auto", "sounddevice", "none"] = "auto"  # auto: a sound card's if there is one
    device: str = ""  # a sounddevice name; empty: the system's default
    model: str = "auto"  # a model's name (`xiaoan models list`), a folder, or auto: the best one present
    wake_word: str = "小安小安"
    endpoint_complete_s: Seconds = 0.5  # silence that ends a complete, confident request
    endpoint_unfinished_s: Seconds = 2.0  # silence that ends an unfinished phrase
    open_microphone_s: Seconds = 8.0  # after a question, no wake word needed for so long
    longest_utterance_s: Seconds = 20.0
    # A cry must stand so long in what is still being said; longer than a recognizer's step of 0.24 s, and no more than
    # a second, since it puts off the alert.
    cry_steady_s: Annotated[float, Field(ge=0, le=1)] = 0.3
    words: HearingWords = HearingWords()


class VoiceSettings(Section):
    """Text to sound."""

    engine: Literal["pyttsx3", "espeak", "piper"] = "pyttsx3"
    piper_voice: Path | None = None
    output: Literal["auto", "sounddevice", "none"] = "auto"
    device: str = ""


class DialogueSettings(Section):
    """Where the Rasa server listens, and where it reaches the skills. Both stay on loopback."""

    rasa_port: Port = 15005
    actions_port: Port = 15055
    fallback_confidence: Annotated[float, Field(ge=0, le=1)] = 0.75
    timeout_s: Seconds = 5.0


class PageSettings(Section):
    """A web page: loopback until configured otherwise."""

    host: str = "127.0.0.1"
    port: Port
    certificate: Path | None = None
    key: Path | None = None


class MediaSettings(Section):
    """The folder of music, and the player."""

    folder: Path | None = None  # empty: `media` in the data folder, filled with the sample pieces at first
    player: Literal["auto", "mpv", "page", "silent"] = "auto"  # auto: mpv, or the home page's browser without a card
    duck_to_percent: Annotated[int, Field(ge=0, le=100)] = 25


class WeatherSettings(Section):
    """Open-Meteo's two services. No key is needed."""

    forecast_url: str = "https://api.open-meteo.com/v1/forecast"
    geocoding_url: str = "https://geocoding-api.open-meteo.com/v1/search"
    timeout_s: Seconds = 4.0
    fresh_for_s: Seconds = 1800.0


class ReminderSettings(Section):
    """Pauses of the reminders (docs/reminders.md): of medicine, and below of alarms, countdowns and tasks, which nobody
    is told of but the resident."""

    repeat_every_s: Seconds = 600.0
    repeats: Annotated[int, Field(ge=0, le=20)] = 4
    snooze_s: Seconds = 900.0
    late_limit_s: Seconds = 7200.0
    ring_every_s: Seconds = 60.0  # an alarm or countdown that nobody answers
    ring_repeats: Annotated[int, Field(ge=0, le=20)] = 4
    task_every_s: Seconds = 300.0  # 提醒我接孙子
    task_repeats: Annotated[int, Field(ge=0, le=20)] = 2
    ring_snooze_s: Seconds = 600.0  # 等一会儿, where no while is named
    ring_late_limit_s: Seconds = 1800.0  # later than this an alarm or task is told as missed
    countdown_late_limit_s: Seconds = 600.0
    meal_times: dict[str, WallTime] = Field(
        default_factory=lambda: {"breakfast": "07:30", "lunch": "12:00", "supper": "18:00", "bedtime": "21:30"}
    )


class HelpSettings(Section):
    """Pauses of a call for help and of a question about a finding."""

    silence_is_yes_s: Seconds = 8.0  # an unclear cry or a finding asked about, not answered
    ask_again_after_s: Seconds = 600.0
    repeat_unsaved_s: Seconds = 5.0  # a cry that could not be written is said and tried again so often
    unanswered_after_s: Seconds = 10.0  # without word from the station for so long, she is told that it goes on trying
    unaccepted_after_s: Seconds = 45.0  # the station knows, and nobody has accepted: she is told that it goes on
    reassure_every_s: Seconds = 60.0  # and again after so long, each pause twice the one before, 600 s at most
    button_hold_cancel_s: Seconds = 3.0


class SecondPathRecipient(Section):
    """Somebody whom the home itself tells; without an address of either kind he is passed over."""

    name: str  # as it is said aloud: 我已经发短信给{name}了
    url: str = ""  # an Apprise address
    phone: str = ""  # for a text message through the modem


class SecondPathSettings(Section):
    """How an alert leaves the home when the station does not answer."""

    after_s: Seconds = 30.0
    least_urgency: Literal["emergency", "urgent", "attention"] = "urgent"
    tell_contacts: bool = True  # the resident's contacts, at their notify_url and by text message to their phone
    recipients: tuple[SecondPathRecipient, ...] = (SecondPathRecipient(name="值班电话"),)
    attempt_within_s: Seconds = 20.0  # a message service; a modem has three times as long
    first_pause_s: Seconds = 15.0
    longest_pause_s: Seconds = 300.0
    modem: str = ""  # serial port; empty: no modem
    modem_baud: Annotated[int, Field(ge=300, le=4_000_000)] = 115_200
    modem_pin: SecretStr | None = None


class HandsSettings(Section):
    """The button and the light."""

    pins: Literal["none", "gpiozero"] = "none"  # none: the home page's button and light stand in
    button_pin: int = 17
    light_red_pin: int = 22
    light_green_pin: int = 27
    light_blue_pin: int = 24


class SpeakerSettings(Section):
    """The speaker program."""

    device: Slug = "speaker-1"
    device_token: Annotated[SecretStr, Field(min_length=16)] | None = None  # opens the home page beyond loopback
    broker: BrokerUser = BrokerUser()
    page: PageSettings = PageSettings(port=18080)
    hearing: HearingSettings = HearingSettings()
    voice: VoiceSettings = VoiceSettings()
    dialogue: DialogueSettings = DialogueSettings()
    media: MediaSettings = MediaSettings()
    weather: WeatherSettings = WeatherSettings()
    reminders: ReminderSettings = ReminderSettings()
    help: HelpSettings = HelpSettings()
    second_path: SecondPathSettings = SecondPathSettings()
    self_test: SelfTestSettings = SelfTestSettings()
    guided_check: GuidedCheckSettings = GuidedCheckSettings()
    hands: HandsSettings = HandsSettings()


class DiskSettings(Section):
    """When readings are thinned for want of room. Alerts and events never are."""

    folder: Path | None = None  # whose disk is watched; none: where the program's own database file is
    low_mb: Annotated[float, Field(ge=0)] = 500.0  # less than this is free: of old readings one a minute stays
    very_low_mb: Annotated[float, Field(ge=0)] = 150.0  # and then the older half goes
    look_every_s: Seconds = 60.0


class VitalLimits(Section):
    """When a lasting pulse becomes a finding. Bands: NEWS2 chart, Royal College of Physicians 2017."""

    window: Annotated[int, Field(ge=1)] = 6
    needed: Annotated[int, Field(ge=1)] = 5
    sample_every_s: Seconds | None = None  # none: 60, or the simulated band's interval
    ask_again_after_s: Seconds = 600.0


class MqttSourceSettings(Section):
    """Readings that something else publishes as JSON: {"metric": ..., "value": ..., "at": ...}."""

    enabled: bool = True
    topic: str = "home/wearable/+/reading"


class BridgeSettings(Section):
    """The bridge program."""

    device: Slug = "bridge-1"
    whole_community: bool = False  # the watches of many homes; home.id is then the bridge's own
    broker: BrokerUser = BrokerUser()
    simulated_wristband: bool = True
    simulated_interval_s: Seconds = 5.0
    mqtt_source: MqttSourceSettings = MqttSourceSettings()
    bluetooth: BluetoothSettings = BluetoothSettings()
    mqtt_mappings: tuple[MqttMapping, ...] = ()
    replay: ReplaySettings = ReplaySettings()
    home_assistant: HomeAssistantSettings = HomeAssistantSettings()
    elder_watch: ElderWatchSettings = ElderWatchSettings()
    batch_every_s: Seconds = 15.0
    disk: DiskSettings = DiskSettings()
    claim_within_s: Seconds = 30.0  # a finding no speaker asked about by then is raised by the bridge
    vitals: VitalLimits = VitalLimits()


class HomesBrokerSettings(Section):
    """Where homes reach the community's broker, as told to a device when it is enrolled."""

    host: str = ""  # empty: under the name by which they reach the station
    port: Port = 8883


class RetentionSettings(Section):
    """How long the station keeps what is not an alert. Alerts, with who did what, stay."""

    readings_days: Annotated[float, Field(gt=0)] = 365.0
    events_days: Annotated[float, Field(gt=0)] = 730.0
    audit_days: Annotated[float, Field(gt=0)] = 1095.0


class StationSettings(Section):
    """The station program."""

    page: PageSettings = PageSettings(port=18081)
    homes_broker: HomesBrokerSettings = HomesBrokerSettings()
    broker: BrokerUser = BrokerUser()
    database_url: str = ""  # empty: a SQLite file in the data folder; or postgresql+psycopg://…
    receive_maximum: Annotated[int, Field(ge=1, le=65535)] = 200
    ingest: IngestSettings = IngestSettings()
    disk: DiskSettings = DiskSettings()
    state_kept_s: Seconds = 7 * 86400.0
    retention: RetentionSettings = RetentionSettings()
    escalation: EscalationSettings = EscalationSettings()
    supervision: SupervisionSettings = SupervisionSettings()
    notices: Literal["apprise", "page"] = "apprise"  # page: nothing is sent, those signed in see the live list
    public_url: PublicUrl = ""  # how telephones reach the page; empty: by its own host and port
    link_valid_s: Seconds = 12 * 3600.0  # a link in a notice accepts its alert for so long
    family_accepts: bool = True  # notices to a resident's contacts hold such a link too


class Settings(Section):
    """Everything in one file, xiaoan.toml."""

    data: Folder = Path("~/.local/share/xiaoan")
    clock: ClockSettings = ClockSettings()
    broker: BrokerSettings = BrokerSettings()
    home: HomeSettings = HomeSettings()
    speaker: SpeakerSettings = SpeakerSettings()
    bridge: BridgeSettings = BridgeSettings()
    station: StationSettings = StationSettings()

    def broker_as(self, user: BrokerUser) -> BrokerSettings:
        """The broker as a program reaches it: with its own user (`speaker.broker` and the like) where it has one."""
        return self.broker if user.username is None else self.broker.model_copy(update=dict(user))

    @property
    def data_dir(self) -> Path:
        """The data folder, absolute."""
        return self.data.expanduser().absolute()
