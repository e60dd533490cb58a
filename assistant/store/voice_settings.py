"""How loud and how fast the voice is, and how long a pause is waited for, kept for good."""

from __future__ import annotations

import structlog
from sqlalchemy import Engine

from assistant.store.tables import VoiceSettingRow
from assistant.store.transaction import transaction
from config.settings import Resident
from messages.errors import OutboxError


class StoredVoiceSettings:
    """Loudness (0..100), pace (1.0 is the voice's own) and pauses of one resident, starting from the settings file."""

    def __init__(self, engine: Engine, resident: Resident, usual_pause_s: float = 2.0) -> None:
        """`usual_pause_s` holds for a resident whose own pause is not in the settings."""
        self._engine = engine
        self._resident = resident
        self._usual_pause_s = usual_pause_s

    @property
    def volume(self) -> int:
        return self._row().volume

    @property
    def speech_rate(self) -> float:
        return self._row().speech_rate

    @property
    def pause_s(self) -> float:
        """The silence that ends an unfinished phrase of hers."""
        kept = self._row().pause_s
        return kept if kept is not None else self._resident.pause_s or self._usual_pause_s

    def set_volume(self, percent: int) -> None:
        row = self._row()
        row.volume = min(100, max(0, percent))
        self._keep(row)

    def set_speech_rate(self, rate: float) -> None:
        row = self._row()
        row.speech_rate = min(2.0, max(0.5, rate))
        self._keep(row)

    def set_pause_s(self, seconds: float) -> None:
        row = self._row()
        row.pause_s = min(10.0, max(0.5, seconds))
        self._keep(row)

    def _row(self) -> VoiceSettingRow:
        """A disk that cannot be read must not silence the voice: it speaks as the settings file says."""
        row = None
        try:
            with transaction(self._engine) as session:
                row = session.get(VoiceSettingRow, self._resident.id)
        except OutboxError as error:
            structlog.get_logger().error("the voice's settings could not be read", reason=str(error))
        return row or VoiceSettingRow(
            resident=self._resident.id, volume=self._resident.volume, speech_rate=self._resident.speech_rate
        )

    def _keep(self, row: VoiceSettingRow) -> None:
        with transaction(self._engine) as session:
            session.merge(row)
