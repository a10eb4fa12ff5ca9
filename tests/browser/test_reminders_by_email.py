"""Reminders by e-mail: an address is given, proven by the code that comes there, and taken back."""

import re
from collections.abc import Callable, Iterator
from email.message import Message

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Installation, free_port, until
from tests.browser.phones import tap
from tests.browser.thumb import is_accessible
from tests.far_ends import MailEnd, serving

PAT = "pat.example@example.org"


def mails_to_pat(mail_end: MailEnd) -> list[Message]:
    """Not those that a demo clinic sends to its staff about alerts, on some days at once."""
    return [mail for mail in mail_end.taken if mail["To"] == PAT]


@pytest.fixture(scope="module")
def mail_end() -> Iterator[MailEnd]:
    with serving(MailEnd()) as end:
        yield end


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory, mail_end: MailEnd) -> Iterator[Installation]:
    """A clinic that has a mail server."""
    lodestone = Installation(tmp_path_factory.mktemp("installation"), free_port())
    lodestone.further = {
        "LODESTONE_SMTP_HOST": "127.0.0.1",
        "LODESTONE_SMTP_PORT": str(mail_end.port),
        "LODESTONE_SMTP_SECURITY": "none",
        "LODESTONE_SMTP_FROM": "tms@example.org",
    }
    lodestone.start()
    yield lodestone
    lodestone.stop()


def test_an_address_is_given_proven_by_its_code_and_taken_back(
    person: Callable[..., Page], running: Installation, mail_end: MailEnd
) -> None:
    page = person(running.new_links()["patient"])
    page.goto(f"{running.address}/app/settings")
    card = page.locator("section", has=page.get_by_role("heading", name="Reminders", exact=True))
    by_email = card.get_by_role("radio", name="By e-mail")
    tap(by_email)
    address = card.get_by_label("Your e-mail address")
    for odd in ("", "pat", "pat@nowhere"):
        address.fill(odd)
        card.get_by_role("button", name="Send me a code").click()
        expect(card.get_by_text("Please type your whole e-mail address")).to_be_visible()
        expect(address).to_be_focused()
    address.fill(PAT)
    is_accessible(page)
    card.get_by_role("button", name="Send me a code").click()
    expect(card.get_by_text("We sent a code to this address.")).to_be_visible()
    code = card.get_by_label("The code that came to p…@example.org")
    is_accessible(page)

    until(lambda: page.title() and mails_to_pat(mail_end), "the code comes by e-mail")
    (mail,) = mails_to_pat(mail_end)
    (sent,) = re.findall(r"\d{6}", mail["Subject"])
    code.fill("12")
    card.get_by_role("button", name="Use this address").click()
    expect(card.get_by_text("Please type the six digits from the e-mail.")).to_be_visible()
    code.fill("000000" if sent != "000000" else "111111")
    card.get_by_role("button", name="Use this address").click()
    expect(card.get_by_role("alert")).to_be_visible()
    expect(card.get_by_text("Reminders go to")).to_have_count(0)
    # Nothing is chosen before the address is proven, also for who comes back later.
    page.reload()
    expect(by_email).not_to_be_checked()
    tap(by_email)
    card.get_by_role("button", name="Use another address").click()
    expect(address).to_be_visible()
    page.reload()
    tap(by_email)
    code.fill(sent)
    card.get_by_role("button", name="Use this address").click()
    expect(card.get_by_text("Reminders go to p…@example.org.")).to_be_visible()
    is_accessible(page)

    card.get_by_role("button", name="Send me a test").click()
    until(lambda: page.title() and len(mails_to_pat(mail_end)) == 2, "a reminder comes there")
    expect(card.get_by_text("A test is on its way.")).to_be_visible()
    page.reload()
    expect(by_email).to_be_checked()
    card.get_by_role("button", name="Delete this address").click()
    expect(card.get_by_text("The address is deleted.")).to_be_visible()
    expect(card.get_by_role("radio", name="Not at all")).to_be_checked()
    page.reload()
    expect(card.get_by_role("radio", name="Not at all")).to_be_checked()
    tap(by_email)
    expect(address).to_have_value("")
