"""Notices through Apprise to real local servers, and what becomes of one that does not arrive."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from station.errors import NotifyError, NotifyFailure
from station.notify.apprise_notifier import AppriseNotifier, usable
from station.notify.page_notifier import PageNotifier
from station.ports import Notice, Notifier
from tests.ports import free_port
from tests.station.receivers import MailServer, Service

NOTICE = Notice("【紧急】王秀英：呼救", "文化西路 12 号\n说：“救命”\nhttps://station.example/accept/abc_-1")


@pytest.fixture
def service() -> Iterator[Service]:
    one = Service()
    yield one
    one.close()


@pytest.mark.parametrize("kind", ["apprise", "page"])
def test_every_notifier_returns_when_the_notice_is_taken(kind: str, service: Service) -> None:
    notifier: Notifier = AppriseNotifier() if kind == "apprise" else PageNotifier()
    notifier.send(service.url, NOTICE)
    assert len(service.taken) == (1 if kind == "apprise" else 0)


def test_json_arrives_whole(service: Service) -> None:
    AppriseNotifier().send(service.url, NOTICE)
    [taken] = service.taken
    assert (taken["title"], taken["message"]) == (NOTICE.title, NOTICE.body)


def test_ntfy_arrives_whole(service: Service) -> None:
    AppriseNotifier().send(f"ntfy://127.0.0.1:{service.port}/care", NOTICE)
    [taken] = service.taken
    assert (taken["topic"], taken["title"], taken["message"]) == ("care", NOTICE.title, NOTICE.body)


def test_mail_arrives_whole() -> None:
    with MailServer() as mail:
        AppriseNotifier().send(mail.url, NOTICE)
        [(to, subject, body)] = mail.taken
    assert "li@example.org" in to
    assert subject == NOTICE.title
    for line in NOTICE.body.splitlines():
        assert line in body


@pytest.mark.parametrize(
    ("address", "failure"),
    [
        ("", NotifyFailure.ADDRESS),
        ("nonsense", NotifyFailure.ADDRESS),
        ("json://user:secretword@127.0.0.1:{port}/secretpath", NotifyFailure.UNREACHABLE),
        ("ntfy://127.0.0.1:{port}/secrettopic", NotifyFailure.UNREACHABLE),
        (
            "mailto://127.0.0.1:{port}/?from=a@example.org&to=secret@example.org&smtp=127.0.0.1",
            NotifyFailure.UNREACHABLE,
        ),
    ],
)
def test_an_address_that_leads_nowhere_is_an_error_without_the_address(
    address: str, failure: NotifyFailure, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(NotifyError) as error:
        AppriseNotifier().send(address.format(port=free_port()), NOTICE)
    assert error.value.failure is failure
    written = "".join(capfd.readouterr()) + caplog.text + str(error.value)
    for secret in ("secret", "救命", "文化西路"):
        assert secret not in written


def test_a_refusal_is_told_from_a_dead_line(service: Service) -> None:
    service.status = 403
    with pytest.raises(NotifyError) as error:
        AppriseNotifier().send(service.url, NOTICE)
    assert error.value.failure is NotifyFailure.REFUSED


def test_a_service_that_never_answers_is_left_behind(service: Service) -> None:
    service.hold.clear()
    notifier = AppriseNotifier(timeout_s=0.2)
    for _ in range(2):  # the second is not even begun: the first still hangs there
        with pytest.raises(NotifyError) as error:
            notifier.send(service.url, NOTICE)
        assert error.value.failure is NotifyFailure.TIMEOUT
    assert service.asked.acquire(timeout=30)
    assert service.tries == 1


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("json://127.0.0.1:9", True),
        ("ntfys://ntfy.example.org/topic", True),
        ("wecombot://botkey", True),
        ("dingtalk://token/13800000000", True),
        ("feishu://token", True),
        ("bark://192.0.2.1/devicekey", True),
        ("mailto://user:pass@example.org", True),
        ("nonsense", False),
        ("ftp://example.org", False),
    ],
)
def test_usable(address: str, good: bool) -> None:
    assert usable(address) is good
