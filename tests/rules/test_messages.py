"""What messages say, when they are tried again, and where web hooks may lead."""

import json
import textwrap
from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.messages.delivery.connecting import Target, read_target
from server.messages.library import BadText, languages_of, read_text, text_of, texts
from server.messages.rules.retrying import LONGEST_WAIT, next_attempt
from server.messages.rules.text import HOLES, LONGEST_SHORT, initials_of, render, require_values, time_words
from server.messages.rules.webhook import may_connect, signature_headers
from server.shell import STATIC

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ADDRESS = "https://tms.example.org"
PATH = "/app/alerts/019ab000-0000-7000-8000-000000000001"
FILLED = {"initials": "P. E.", "due": "23 Nov 14:00", "count": "3", "path": PATH, "code": "123456"}
# To patients: what a phone shows has its link behind it, and a code is made when it is sent.
TO_PATIENTS = {"reminder", "reminder-test", "email-code"}
every_text = pytest.mark.parametrize("kind", sorted(texts()))
# What would tell a reader of a lock screen why somebody is a patient. "Alert" and "call" do not.
TELLING = (
    *("name", "score", "phq", "suicid", "harm", "mood", "depress", "symptom", "side effect", "tms", "seizure"),
    *("stimmung", "nebenwirkung", "punktwert", "krampf", "selbst verletz"),
    *("ánimo", "síntoma", "efecto secundario", "puntuación", "convuls", "autoles", "nombre "),
)
LANGUAGES = sorted(path.stem for path in (STATIC / "locales").glob("??.json"))


@every_text
def test_a_message_is_written_in_every_language_of_the_application(kind: str) -> None:
    assert languages_of(kind) >= {"en", "de", "es", *LANGUAGES}
    english = texts()[kind]
    for language in languages_of(kind):
        text = text_of(kind, language)
        assert (text.kind, text.language, text.holes) == (kind, language, english.holes)


@pytest.mark.parametrize(
    ("wish", "spoken"), [("de", "de"), ("de-AT", "de"), ("es", "es"), ("en-GB", "en"), ("fr", "en"), (None, "en")]
)
def test_a_text_of_a_missing_language_is_english(wish: str | None, spoken: str) -> None:
    assert text_of("alert", wish).language == spoken


@pytest.mark.parametrize(
    ("language", "month"), [("en", "24 Dec 14:00"), ("de", "24 Dez 14:00"), ("es", "24 dic 14:00")]
)
def test_the_month_is_written_in_the_language_of_the_text(language: str, month: str) -> None:
    values = {"initials": "D. E.", "due": "24 Dec 14:00", "path": PATH}
    assert month in render(text_of("alert", language), values, ADDRESS).short


@pytest.mark.parametrize(
    ("kind", "language"), [(kind, each) for kind in sorted(texts()) for each in sorted(languages_of(kind))]
)
def test_a_message_says_initials_and_a_link_and_nothing_of_the_record(kind: str, language: str) -> None:
    text = text_of(kind, language)
    values = {hole: FILLED[hole] for hole in {*text.holes, "path"}}
    require_values(text, {hole: value for hole, value in values.items() if hole != "code"})
    shown = render(text, values, ADDRESS)
    assert text.holes <= set(HOLES)
    for words in (shown.body,) if kind in TO_PATIENTS else (shown.body, shown.short):
        assert f"{ADDRESS}{PATH}" in words
    for words in (shown.subject, shown.body, shown.short):
        assert not [each for each in TELLING if each in words.replace(ADDRESS, "").lower()]
        assert "{" not in words
    assert len(shown.short.replace(f"{ADDRESS}{PATH}", "")) + len(PATH) <= LONGEST_SHORT


@pytest.mark.parametrize(
    "values",
    [
        {"initials": "Pat Example", "due": "23 Nov 14:00", "path": PATH},
        {"initials": "P. E.", "due": "PHQ-9 item 9 = 3, thoughts of self-harm", "path": PATH},
        {"initials": "P. E.", "due": "23 Nov 14:00", "path": "https://elsewhere.example"},
        {"initials": "P. E.", "due": "23 Nov 14:00", "path": PATH, "detail": "x"},
        {"initials": "P. E.", "path": PATH},
        {"initials": "P. E.\n", "due": "23 Nov 14:00", "path": PATH},
    ],
)
def test_nothing_else_fits_the_holes(values: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="the message alert"):
        require_values(texts()["alert"], values)


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Pat Example", "P. E."),
        ("Anna Maria van Dijk", "A. D."),
        ("Cher", "C."),
        ("ö ß", "Ö. S."),
        ("  ", "X."),
        ("7", "X."),
    ],
)
def test_initials_are_of_the_first_and_the_last_name(name: str, initials: str) -> None:
    assert initials_of(name) == initials


@given(st.text(max_size=60))
def test_the_initials_of_any_name_can_be_sent(name: str) -> None:
    """A name that could not would stop the alert that it belongs to."""
    require_values(texts()["alert"], {"initials": initials_of(name), "due": time_words(NOW, "UTC"), "path": PATH})


def test_a_text_with_another_hole_or_shape_is_named() -> None:
    good = {"subject": "A", "body": "B {link}", "short": "C {link}"}
    assert read_text("new", json.dumps(good)).kind == "new"
    for bad in (good | {"body": "{name}"}, good | {"extra": ""}, good | {"subject": "A\nB"}, {"subject": "A"}, []):
        with pytest.raises(BadText, match=r"messages/texts/new\.json"):
            read_text("new", json.dumps(bad))


def test_times_are_those_of_the_clinic() -> None:
    assert time_words(datetime(2026, 12, 3, 23, 30, tzinfo=UTC), "Europe/Berlin") == "4 Dec 00:30"


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 30), (2, 120), (3, 480), (4, 1920), (5, 3600), (19, 3600)])
def test_each_wait_is_four_times_the_last_up_to_an_hour(attempts: int, seconds: int) -> None:
    assert next_attempt(attempts, 20, NOW, 0) == NOW + timedelta(seconds=seconds)
    assert next_attempt(attempts, 20, NOW, 1) == NOW + timedelta(seconds=seconds) / 2


def test_after_as_many_attempts_as_allowed_a_message_is_given_up() -> None:
    assert next_attempt(6, 6, NOW, 0) is None
    assert next_attempt(5, 6, NOW, 0) == NOW + LONGEST_WAIT


HOSTS = {"sms.example.org:443", "sms.example.org:8443", "localhost:9000"}


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://sms.example.org/in?x=1", Target("sms.example.org", 443, "/in?x=1", is_plain=False)),
        ("https://SMS.example.org:8443", Target("sms.example.org", 8443, "/", is_plain=False)),
        ("http://localhost:9000/", Target("localhost", 9000, "/", is_plain=True)),
        ("http://sms.example.org:443/", None),
        ("https://sms.example.org:444/", None),
        ("https://sms.example.org.evil.example/", None),
        ("https://user:secret@sms.example.org/", None),
        ("https://sms.example.org/a b", None),
        ("https://sms.example.org/a\r\nHost: x", None),
        ("https://sms.example.org:99999/", None),
        ("https://[::1", None),
        ("ftp://sms.example.org/", None),
        ("sms.example.org", None),
        ("", None),
    ],
)
def test_a_web_hook_goes_over_https_to_a_listed_host(url: str, target: Target | None) -> None:
    assert read_target(url, HOSTS, is_demo=True) == target


def test_plain_http_is_for_a_demo_only() -> None:
    assert read_target("http://localhost:9000/", HOSTS, is_demo=False) is None


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),  # where clouds keep their machines' secrets
        ("192.168.0.1", False),
        ("0.0.0.0", False),  # noqa: S104
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("::ffff:10.1.2.3", False),
        ("10.9.0.7", True),  # listed
        ("::ffff:10.9.0.7", True),
    ],
)
def test_private_addresses_must_be_listed(address: str, allowed: bool) -> None:
    assert may_connect(address, [ip_network("10.9.0.0/24")]) is allowed


def test_a_signature_is_that_of_the_published_example() -> None:
    """The example of the Standard Webhooks libraries: id, time, body and secret give this signature."""
    key = b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    headers = signature_headers(
        "msg_p5jXN8AQM9LWM0D4loKWxJek", datetime.fromtimestamp(1614265330, UTC), b'{"test": 2432232314}', [key]
    )
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_the_check_that_the_docs_give_to_gateways_works() -> None:
    text = (Path(__file__).parents[2] / "docs" / "messages.md").read_text()
    code = textwrap.dedent(text[text.index("    import base64, hashlib") : text.index("## What can go wrong")])
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102 # our own page
    body, now = b'{"type": "alert"}', datetime.now(UTC)
    headers = signature_headers("id", now, body, [b"new" * 8, b"k" * 24])
    secret = "whsec_" + b64encode(b"k" * 24).decode()
    assert names["is_from_lodestone"](headers, body, secret)
    assert not names["is_from_lodestone"](headers, body + b" ", secret)
    late = signature_headers("id", now - timedelta(minutes=6), body, [b"k" * 24])
    assert not names["is_from_lodestone"](late, body, secret)
