"""Settings are checked before anything starts."""

import pytest

from server.config import BadSetting, Mode, read_settings

CLINIC = {"LODESTONE_MODE": "clinic", "LODESTONE_ADDRESS": "https://tms.example.org"}


def test_without_any_setting_it_is_a_demo_on_this_machine() -> None:
    settings = read_settings({"PATH": "/bin"})
    assert (settings.mode, settings.address, settings.listen_port) == (Mode.DEMO, "http://localhost:8000", 8000)
    assert settings.is_sqlite


def test_a_real_clinic_needs_https() -> None:
    assert read_settings(CLINIC).mode is Mode.CLINIC
    with pytest.raises(BadSetting, match="https"):
        read_settings(CLINIC | {"LODESTONE_ADDRESS": "http://tms.example.org"})


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
