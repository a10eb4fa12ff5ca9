"""What proves who somebody is, by value."""

import pytest

from server.errors import Invalid
from server.people.proofs.device_key import public_key
from server.people.proofs.sso import is_endpoint
from server.people.rules.session import Method, proves

ISSUER = "https://login.example.org"


@pytest.mark.parametrize("method", Method)
def test_every_way_in_proves_who_somebody_is_but_a_machines_key_and_a_code_for_the_tablet(method: Method) -> None:
    assert proves(method) is (method not in {Method.KEY, Method.KIOSK})


@pytest.mark.parametrize(
    ("url", "issuer", "may"),
    [
        ("https://login.example.org/token", ISSUER, True),
        ("https://login.example.org:8443/token", ISSUER, True),
        ("http://login.example.org/token", ISSUER, False),
        ("http://localhost:9000/token", ISSUER, False),
        ("http://localhost:9000/token", "http://localhost:9000", True),
        ("http://login.example.org/token", "http://localhost:9000", False),
        ("ftp://login.example.org/token", ISSUER, False),
        ("https://robin@login.example.org/token", ISSUER, False),
        ("https://l\u00f6gin.example.org/token", ISSUER, False),
        ("https://login.example.org/\x7ftoken", ISSUER, False),
        ("https://login.example.org/ token", ISSUER, False),
        ("https:///token", ISSUER, False),
        ("https://login.example.org:0/token", ISSUER, False),
        ("https://login.example.org:high/token", ISSUER, False),
        ("https://[login/token", ISSUER, False),
    ],
)
def test_where_a_provider_may_be_asked(url: str, issuer: str, may: bool) -> None:
    assert is_endpoint(url, issuer) is may


@pytest.mark.parametrize("x", [None, 5, "", "AA", "A" * 42, "A" * 43, "A" * 44, "A" * 4000, "!" * 43])
def test_what_is_no_point_of_the_curve_is_no_key(x: object) -> None:
    with pytest.raises(Invalid):
        public_key({"kty": "EC", "crv": "P-256", "x": x, "y": "A" * 43})
