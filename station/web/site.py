"""All pages, forms and the API as one ASGI application."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from fastapi.middleware.trustedhost import TrustedHostMiddleware
from nicegui import app as pages
from nicegui import ui

from station.web.accept_page import add_accept_page
from station.web.alert_page import add_alert_page
from station.web.api import add_api
from station.web.audit_page import add_audit_page
from station.web.code_page import add_code_page
from station.web.desk import Desk
from station.web.enrol_api import add_enrol_api
from station.web.fhir_api import add_fhir_api
from station.web.headers import SecurityHeaders
from station.web.history_page import add_history_page
from station.web.homes_page import add_homes_page
from station.web.letters_page import add_letters_page
from station.web.live_page import add_live_page
from station.web.people_page import add_people_page
from station.web.plans_api import add_plans_api
from station.web.resident_page import add_resident_page
from station.web.roster_page import add_roster_page
from station.web.sign_in import add_sign_in
from station.web.supervision_page import add_supervision_page
from station.web.thresholds_page import add_thresholds_page

LOOPBACK_NAMES = ["localhost", "127.0.0.1"]


def make_site(desk: Desk, storage_secret: str, storage: Path, loopback: bool, public_host: str) -> FastAPI:
    """The application; `public_host` is a name of ours besides those of this machine. Once per process: NiceGUI keeps
    its pages in the process."""
    site = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    if loopback:
        # A name that another site's DNS points at this machine (DNS rebinding) is no name of ours.
        site.add_middleware(TrustedHostMiddleware, allowed_hosts=[*LOOPBACK_NAMES, public_host])
    site.add_middleware(SecurityHeaders, secure=desk.secure)
    add_api(site, desk)
    add_enrol_api(site, desk)
    add_plans_api(site, desk)
    add_fhir_api(site, desk)
    add_sign_in(site, desk)
    add_accept_page(site, desk)
    add_audit_page(site, desk)
    add_letters_page(site, desk)
    add_supervision_page(site, desk)
    for add in (
        add_live_page,
        add_history_page,
        add_alert_page,
        add_resident_page,
        add_thresholds_page,
        add_roster_page,
        add_people_page,
        add_homes_page,
        add_code_page,
    ):
        add(desk)
    pages.storage.path = storage
    ui.run_with(
        site,
        title=desk.phrases[desk.language]("station.title.product"),
        language="zh-CN" if desk.language == "zh" else "en-US",
        tailwind=False,
        binding_refresh_interval=None,
        storage_secret=storage_secret,
        session_middleware_kwargs={"same_site": "strict", "https_only": desk.secure, "session_cookie": "xiaoan_page"},
        show_welcome_message=False,
    )
    return site
