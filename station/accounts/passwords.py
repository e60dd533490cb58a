"""Passwords: how they are kept, made up and judged."""

from __future__ import annotations

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is misread from a screen


def hash_password(password: str) -> str:
    """An argon2id hash with argon2-cffi's defaults (RFC 9106, low memory)."""
    return PasswordHasher().hash(password)


def matches(password_hash: str, password: str) -> bool:
    """True for the right password. Takes as long for a wrong one."""
    try:
        return PasswordHasher().verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def make_up() -> str:
    """A random password of 78 bits, in groups that can be read out."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))
