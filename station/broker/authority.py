"""The station's own certificate authority, and the server certificate it signs. A key, once made, is never replaced."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from config.enrolment import write_private
from config.errors import ConfigError
from station.broker.folder import BrokerFolder

# A speaker without a clock chip starts years in the past and must still reach the broker.
VALID_FROM = datetime(2020, 1, 1, tzinfo=UTC)
AUTHORITY_KEPT = timedelta(days=20 * 365)
SERVER_KEPT = timedelta(days=820)  # browsers take no longer one
RENEWED_BEFORE = timedelta(days=120)
ALWAYS = ("localhost", "127.0.0.1")


def ensure_authority(folder: BrokerFolder, community: str, now: datetime) -> None:
    """Makes the authority unless it is there. Raises ConfigError."""
    if folder.authority.exists():
        return
    key = _ensure_key(folder.authority_key)
    name = _named(f"Xiao An {community}")
    certificate = (
        _builder(name, name, key.public_key(), now + AUTHORITY_KEPT)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    write_private(folder.authority, _pem(certificate))


def ensure_server(folder: BrokerFolder, names: Sequence[str], now: datetime) -> bool:
    """Signs a server certificate for the names unless there is one that covers them for a while longer.

    Names of an older certificate stay. True when there is a new one. Raises ConfigError.
    """
    held = read_certificate(folder.certificate) if folder.certificate.exists() else None
    before = names_of(held) if held is not None else ()
    wanted = tuple(dict.fromkeys((*ALWAYS, *before, *names)))
    if held is not None and set(wanted) <= set(before) and held.not_valid_after_utc - now > RENEWED_BEFORE:
        return False
    authority, authority_key = read_certificate(folder.authority), _read_key(folder.authority_key)
    key = _ensure_key(folder.key)
    certificate = (
        _builder(_named(wanted[-1]), authority.subject, key.public_key(), now + SERVER_KEPT)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([_general(name) for name in wanted]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    write_private(folder.certificate, _pem(certificate) + _pem(authority))
    return True


def names_of(certificate: x509.Certificate) -> tuple[str, ...]:
    """The host names and addresses a certificate is for."""
    found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return (
        *found.get_values_for_type(x509.DNSName),
        *(str(address) for address in found.get_values_for_type(x509.IPAddress)),
    )


def read_certificate(file: Path) -> x509.Certificate:
    """The first certificate of a PEM file. Raises ConfigError."""
    try:
        return x509.load_pem_x509_certificate(file.read_bytes())
    except (OSError, ValueError) as error:
        raise ConfigError(f"{file}: is no certificate that can be read. Restore it from a copy.") from error


def _ensure_key(file: Path) -> ec.EllipticCurvePrivateKey:
    if not file.exists():
        key = ec.generate_private_key(ec.SECP256R1())
        raw = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        write_private(file, raw.decode())
    return _read_key(file)


def _read_key(file: Path) -> ec.EllipticCurvePrivateKey:
    try:
        key = serialization.load_pem_private_key(file.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise ConfigError(f"{file}: is no key that can be read. Restore it from a copy.") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ConfigError(f"{file}: is no key of the kind this station makes (elliptic curve).")
    return key


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(VALID_FROM)
        .not_valid_after(until)
    )


def _usage(signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()
