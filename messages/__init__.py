"""What the programs say to each other: payloads, topics, the outbox, the MQTT session. See docs/messages.md."""
