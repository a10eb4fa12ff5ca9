"""Settings are checked before anything starts."""

import json
import re
from pathlib import Path

import pytest

from server.config import SETTINGS, BadSetting, Mode, read_settings

CLINIC = {"LODESTONE_MODE": "clinic", "LODESTONE_ADDRESS": "https://tms.example.org"}


def test_without_any_setting_it_is_a_demo_on_this_machine() -> None:
    settings = read_settings({"PATH": "/bin"})
    assert (settings.mode, settings.address, settings.listen_port) == (Mode.DEMO, "http://localhost:8000", 8000)
    assert settings.is_sqlite


def test_a_real_clinic_needs_https() -> None:
    assert read_settings(CLINIC).mode is Mode.CLINIC
    with pytest.raises(BadSetting, match="https"):
        read_settings(CLINIC | {"LODESTONE_ADDRESS": "http://tms.example.org"})


def test_no_name_password_or_key_has_a_default() -> None:
    """What everybody can read in our source opens nothing: neither here nor at the mail server, gateway or provider."""
    kept = {each.name: each.default for each in SETTINGS if re.search("SECRET|PASSWORD|KEY|USER|CLIENT", each.name)}
    assert len(kept) == 9
    assert not any(kept.values())
    settings = read_settings({})
    assert (settings.mail, settings.sso, dict(settings.hooks.secrets)) == (None, None, {})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LODESTONE_MODE", "test"),
        ("LODESTONE_DATABASE", "mysql://x"),
        ("LODESTONE_DATABASE", "postgresql://x"),  # the driver is named, so that no other one is picked
        ("LODESTONE_ADDRESS", "tms.example.org"),
        ("LODESTONE_ADDRESS", "https://tms.example.org/path"),
        ("LODESTONE_LISTEN", "8000"),
        ("LODESTONE_LISTEN", "127.0.0.1:99999"),
        ("LODESTONE_WEB_PROCESSES", "0"),
        ("LODESTONE_WEB_PROCESSES", "2"),  # on SQLite
        ("LODESTONE_DATABSE", "sqlite:///a.db"),  # a typo must not be passed over
    ],
)
def test_a_setting_that_cannot_be_used_stops_the_start_and_is_named(name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=name):
        read_settings({name: value})


KEY = "whsec_" + "a2V5" * 8


def secret_file(folder: Path, content: str, mode: int = 0o600) -> str:
    file = folder / "secret"
    file.write_text(content)
    file.chmod(mode)
    return str(file)


def test_a_mail_server_and_web_hooks_are_set_up_by_the_operator(tmp_path: Path) -> None:
    clinic = "0198c5b2-0000-7000-8000-000000000001"
    password = secret_file(tmp_path, "open sesame\n")
    mail = {
        "LODESTONE_SMTP_HOST": "mail.example.org",
        "LODESTONE_SMTP_USER": "lodestone",
        "LODESTONE_SMTP_PASSWORD_FILE": password,
        "LODESTONE_SMTP_FROM": "tms@example.org",
    }
    settings = read_settings(mail)
    assert settings.mail is not None
    assert (settings.mail.port, settings.mail.security, settings.mail.password) == (587, "starttls", "open sesame")
    assert "sesame" not in repr(settings)
    hooks = read_settings(
        {
            "LODESTONE_WEBHOOK_HOSTS": "SMS.example.org, pager.example.org:8443, 10.0.0.0/24",
            "LODESTONE_WEBHOOK_SECRETS_FILE": secret_file(tmp_path, json.dumps({clinic: [KEY, KEY]})),
        }
    ).hooks
    assert hooks.hosts == {"sms.example.org:443", "pager.example.org:8443"}
    assert [str(each) for each in hooks.networks] == ["10.0.0.0/24"]
    assert hooks.secrets == {clinic: (b"key" * 8, b"key" * 8)}
    assert read_settings({}).mail is None


MAIL = {"LODESTONE_SMTP_HOST": "mail.example.org", "LODESTONE_SMTP_FROM": "tms@example.org"}


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"LODESTONE_SMTP_PORT": "0"}, "LODESTONE_SMTP_PORT"),
        ({"LODESTONE_SMTP_SECURITY": "ssl"}, "LODESTONE_SMTP_SECURITY"),
        ({"LODESTONE_SMTP_SECURITY": "none"}, "LODESTONE_SMTP_SECURITY"),  # only to this machine
        ({"LODESTONE_SMTP_FROM": "tms"}, "LODESTONE_SMTP_FROM"),
        ({"LODESTONE_SMTP_USER": "lodestone"}, "LODESTONE_SMTP_PASSWORD_FILE"),
        ({"LODESTONE_SMTP_USER": "a", "LODESTONE_SMTP_PASSWORD_FILE": "/nowhere"}, "LODESTONE_SMTP_PASSWORD_FILE"),
        ({"LODESTONE_WEBHOOK_HOSTS": "https://sms.example.org"}, "LODESTONE_WEBHOOK_HOSTS"),
        ({"LODESTONE_WEBHOOK_SECRETS_FILE": "/nowhere"}, "LODESTONE_WEBHOOK_SECRETS_FILE"),
    ],
)
def test_a_way_out_that_cannot_be_used_stops_the_start(changes: dict[str, str], name: str) -> None:
    with pytest.raises(BadSetting, match=name):
        read_settings(MAIL | changes)


@pytest.mark.parametrize(
    ("content", "mode"),
    [
        (json.dumps({"0198c5b2-0000-7000-8000-000000000001": KEY}), 0o644),  # everybody may read it
        ("no JSON", 0o600),
        ("[]", 0o600),
        (json.dumps({"Clinic at the Lake": KEY}), 0o600),
        (json.dumps({"0198c5b2-0000-7000-8000-000000000001": "whsec_c2hvcnQ="}), 0o600),
        (json.dumps({"0198c5b2-0000-7000-8000-000000000001": []}), 0o600),
        (json.dumps({"0198c5b2-0000-7000-8000-000000000001": 7}), 0o600),
    ],
)
def test_a_file_of_secrets_that_cannot_be_used_stops_the_start(tmp_path: Path, content: str, mode: int) -> None:
    with pytest.raises(BadSetting, match="LODESTONE_WEBHOOK_SECRETS_FILE"):
        read_settings({"LODESTONE_WEBHOOK_SECRETS_FILE": secret_file(tmp_path, content, mode)})


def test_push_services_are_known_by_default_and_none_is_an_answer() -> None:
    assert "*.push.apple.com:443" in read_settings({}).push.hosts
    assert read_settings({"LODESTONE_PUSH_HOSTS": ""}).push.hosts == frozenset()
