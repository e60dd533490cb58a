"""Probes: how each kind of part tells that it is ready."""

from __future__ import annotations

import asyncio
import json
import ssl
from pathlib import Path

import aiomqtt
import httpx
from pydantic import ValidationError

from config.settings import BrokerSettings
from messages.payloads import Status
from xiaoan.parts import Health

TIMEOUT_S = 2.0


class HttpProbe:
    """Ready when GET `url` answers 200 and, where `says_ready`, its JSON says `ready`."""

    def __init__(self, url: str, says_ready: bool, certificate: Path | None = None) -> None:
        self._url = url
        self._says_ready = says_ready
        self._certificate = certificate

    async def health(self) -> Health:
        try:
            async with httpx.AsyncClient(verify=self._trust(), timeout=TIMEOUT_S, trust_env=False) as client:
                response = await client.get(self._url)
            body = response.json() if self._says_ready else {}
        except (httpx.HTTPError, OSError, json.JSONDecodeError, UnicodeDecodeError):
            return Health(ready=False)
        if not self._says_ready:
            return Health(ready=response.status_code == httpx.codes.OK)
        if not isinstance(body, dict):
            return Health(ready=False)
        return Health(ready=body.get("ready") is True, sos_ready=body.get("sos_ready") is True)

    def _trust(self) -> ssl.SSLContext | bool:
        if self._certificate is None:
            return False  # plain HTTP: nothing to verify, and no certificate bundle to load
        return own_certificate(self._certificate)


def own_certificate(certificate: Path) -> ssl.SSLContext:
    """Trusts a page's own certificate, whatever name stands in it: the page is on the same machine. Raises OSError."""
    context = ssl.create_default_context(cafile=str(certificate))
    context.check_hostname = False
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return context


class TcpProbe:
    """Ready when something accepts connections on the port."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port

    async def health(self) -> Health:
        try:
            _, writer = await asyncio.wait_for(asyncio.open_connection(self._host, self._port), TIMEOUT_S)
        except (OSError, TimeoutError):
            return Health(ready=False)
        writer.close()
        return Health(ready=True)


class StatusProbe:
    """Ready when the broker holds the program's retained status and it says online."""

    def __init__(self, broker: BrokerSettings, topic: str) -> None:
        self._broker = broker
        self._topic = topic

    async def health(self) -> Health:
        try:
            async with asyncio.timeout(TIMEOUT_S), self._client() as client:
                await client.subscribe(self._topic, qos=0)
                async for message in client.messages:
                    status = Status.model_validate_json(bytes(message.payload))
                    return Health(ready=status.online)
        except (aiomqtt.MqttError, OSError, ValidationError, TypeError):
            return Health(ready=False)
        return Health(ready=False)

    def _client(self) -> aiomqtt.Client:
        secret = self._broker.password
        tls = ssl.create_default_context(cafile=str(self._broker.ca_file)) if self._broker.ca_file else None
        return aiomqtt.Client(
            hostname=reachable(self._broker.host),
            port=self._broker.port,
            username=self._broker.username,
            password=secret.get_secret_value() if secret else None,
            tls_context=tls,
        )


def reachable(host: str) -> str:
    """The address under which a server that listens on `host` is reached from the same machine."""
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]", "": "127.0.0.1"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
