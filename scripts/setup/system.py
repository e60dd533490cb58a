"""Debian's packages: only what is missing, through sudo or as root."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence

from say import SetupError, line, output, run, timed

TO_RUN = (
    "mosquitto", "espeak-ng", "libportaudio2", "libasound2-plugins", "libmpv2", "ffmpeg", "curl", "ca-certificates",
)  # fmt: skip
TO_TEST = (
    "mosquitto-clients", "pulseaudio", "pulseaudio-utils", "chromium", "chromium-driver", "fonts-noto-cjk",
    "postgresql", "sox", "dbus-daemon",
)  # fmt: skip
TO_TRAIN = ("libfst-tools", "libfst22-plugins-base")  # the second by its name in Debian 12


def install_packages(packages: Sequence[str]) -> None:
    """Installs what is missing. Raises SetupError naming the command a person must run."""
    if shutil.which("dpkg-query") is None:
        line(f"this is not Debian; make sure that the likes of these are installed: {' '.join(packages)}")
        return
    missing = missing_of(packages)
    if not missing:
        line(f"system packages: all {len(packages)} present")
        return
    before = privilege(missing)
    with timed(f"installing system packages: {' '.join(missing)}"):
        apt = [*before, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
        run([*apt, "update"])
        run([*apt, "install", "-y", "--no-install-recommends", *missing])


def missing_of(packages: Sequence[str]) -> list[str]:
    """The packages that are not installed."""
    installed = set()
    for package in packages:
        state = output(["dpkg-query", "-W", "-f=${db:Status-Status}", package])
        if state is not None and state.startswith("installed"):
            installed.add(package)
    return [package for package in packages if package not in installed]


def privilege(missing: Sequence[str]) -> list[str]:
    """What to put before apt-get. Raises SetupError when this user cannot install anything."""
    by_hand = f"Run this as an administrator and then start again: apt-get install {' '.join(missing)}"
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        raise SetupError(f"system packages are missing, this user is not root and there is no sudo. {by_hand}")
    if output(["sudo", "-n", "true"]) is not None:
        return ["sudo", "-n"]
    if not sys.stdin.isatty():
        raise SetupError(f"system packages are missing and sudo wants a password that nobody can type. {by_hand}")
    line("sudo may ask for your password to install system packages")
    return ["sudo"]
