"""The far ends of messages, and a clinic whose operator has set up the mail server."""

from collections.abc import Iterator

import pytest

from server.config import MailServer
from server.people.models import Clinic
from tests.builders import World
from tests.far_ends import CERTIFICATE, GatewayEnd, MailEnd, serving
from tests.jobs.posting import change_settings


@pytest.fixture
def mail_end() -> Iterator[MailEnd]:
    with serving(MailEnd()) as end:
        yield end


@pytest.fixture(params=["http", "https"])
def gateway(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[GatewayEnd]:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with serving(GatewayEnd(over_tls=request.param == "https")) as end:
        yield end


@pytest.fixture
def secure_gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[GatewayEnd]:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with serving(GatewayEnd(over_tls=True)) as end:
        yield end


@pytest.fixture
def clinic(world: World, mail_end: MailEnd) -> Clinic:
    """A clinic whose operator has set up the mail server."""
    change_settings(world, mail=MailServer("localhost", mail_end.port, "none", "", "", "tms@example.org"))
    return world.clinic()
