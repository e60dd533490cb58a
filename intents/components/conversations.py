"""Where Rasa keeps conversations: the newest few, in memory only, since nothing said is kept."""

from __future__ import annotations

from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.trackers import DialogueStateTracker

KEPT = 32


class RecentConversations(InMemoryTrackerStore):
    """Rasa's own in-memory store keeps every conversation for ever; this one keeps the last 32."""

    async def save(self, tracker: DialogueStateTracker) -> None:
        await super().save(tracker)
        self.store[tracker.sender_id] = self.store.pop(tracker.sender_id)
        while len(self.store) > KEPT:
            del self.store[next(iter(self.store))]
