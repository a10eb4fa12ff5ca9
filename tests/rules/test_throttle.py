"""How long a guesser waits, and who is counted together."""

from datetime import timedelta
from ipaddress import ip_network

import pytest

from server.client import address_behind, device_label_of
from server.people.rules.throttle import ADDRESS, ALONE, TOGETHER, Pace, levels_of, wait_after


@pytest.mark.parametrize(
    ("failures", "pace", "seconds"),
    [
        (0, TOGETHER, 0),
        (5, TOGETHER, 0),  # a person mistypes
        (6, TOGETHER, 30),
        (7, TOGETHER, 60),
        (10, TOGETHER, 480),
        (11, TOGETHER, 900),
        (10**6, TOGETHER, 900),
        (50, ADDRESS, 0),  # a clinic behind one address
        (51, ADDRESS, 10),
        (100, ALONE, 0),
        (101, ALONE, 10),
        (10**6, ALONE, 60),  # nobody can be kept out by somebody who knows a name
    ],
)
def test_how_long_to_wait_after_failures(failures: int, pace: Pace, seconds: int) -> None:
    assert wait_after(failures, pace) == timedelta(seconds=seconds)


def test_the_pair_comes_first_and_each_alone_after_it() -> None:
    levels = levels_of("password", ["address:192.0.2.1", "account:7"])
    assert [each.pace for each in levels] == [TOGETHER, ALONE, ADDRESS]
    assert levels == levels_of("password", ["account:7", "address:192.0.2.1"])
    assert [each.pace for each in levels_of("password", ["account:7"])] == [ALONE]


def test_kinds_of_proof_are_counted_apart() -> None:
    keys = {each.key for kind in ("password", "code") for each in levels_of(kind, ["account:7", "address:192.0.2.1"])}
    assert len(keys) == 6


def test_what_is_kept_tells_neither_account_nor_address() -> None:
    for level in levels_of("password", ["address:192.0.2.1", "account:kim"]):
        assert len(level.key) == 64
        assert "kim" not in level.key


def test_one_attacker_with_a_network_of_ipv6_counts_as_one() -> None:
    keys = {levels_of("password", [f"address:2001:db8:1:2::{last}"])[0].key for last in ("1", "ffff")}
    assert len(keys) == 1
    assert keys != {levels_of("password", ["address:2001:db8:1:3::1"])[0].key}


OURS = (ip_network("127.0.0.1"), ip_network("10.0.0.0/24"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("192.0.2.1", None, "192.0.2.1"),
        ("192.0.2.1", "198.51.100.7", "192.0.2.1"),  # whoever asks us directly is not believed
        ("127.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "203.0.113.9, 198.51.100.7", "198.51.100.7"),  # the first was written by whoever asks
        ("127.0.0.1", "203.0.113.9, 198.51.100.7, 10.0.0.3", "198.51.100.7"),
        ("127.0.0.1", "nonsense", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "2001:db8::1", "2001:db8::1"),
        (None, None, "unknown"),
        ("", "198.51.100.7", "unknown"),
    ],
)
def test_only_our_own_proxies_say_who_asks(peer: str | None, forwarded: str | None, address: str) -> None:
    assert address_behind(peer, forwarded, OURS) == address


@pytest.mark.parametrize(
    ("agent", "label"),
    [
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/131.0 Safari/537.36 Edg/131.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E", "Safari on iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel) AppleWebKit/605.1 Version/18.0 Safari/605.1", "Safari on Mac"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox on Linux"),
        ("curl/8", "Unknown browser"),
        (None, "Unknown browser"),
        ("<script>alert(1)</script> Windows", "Browser on Windows"),
    ],
)
def test_a_device_is_named_as_its_owner_would(agent: str | None, label: str) -> None:
    assert device_label_of(agent) == label
