"""Users of a Mosquitto: their random passwords, and the lines of its password file."""

from __future__ import annotations

import base64
import hashlib
import secrets

ROUNDS = 101  # Mosquitto's own number. It hashes again for every client at a reload, and a random password needs none
_SALT_BYTES = 12  # Mosquitto 2.0 takes no other length


def new_password() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(32)


def password_line(user: str, password: str) -> str:
    """A line of a password file: PBKDF2 with SHA-512, as mosquitto_passwd writes it."""
    salt = secrets.token_bytes(_SALT_BYTES)
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, ROUNDS)
    return f"{user}:$7${ROUNDS}${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}"
