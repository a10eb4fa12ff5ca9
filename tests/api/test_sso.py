"""Staff sign in at an identity provider. The provider is a real far end on this machine."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from joserfc.jwk import KeySet, OctKey, RSAKey
from werkzeug.test import TestResponse

from server.audit.models import AuditEntry
from server.config import BadSetting, Settings, read_settings
from server.people.models import Membership, SignInSession
from server.people.models.sso import StaffIdentity
from server.sign_in_settings import IdentityProvider
from tests.builders import Person, World
from tests.far_ends import serving
from tests.identity_provider import CLIENT_ID, CLIENT_SECRET, ProviderEnd

OTHER_KEY = RSAKey.generate_key(2048, {"kid": "first"})


@pytest.fixture
def provider(world: World) -> Iterator[ProviderEnd]:
    end: ProviderEnd
    with serving(ProviderEnd(lambda: world.clock.now.timestamp())) as end:
        use(world, end)
        yield end


def use(world: World, end: ProviderEnd, **other: Any) -> None:
    """Sets the provider as the installation's."""
    values = {"acr": frozenset(), "amr": frozenset({"mfa"}), **other}
    known = IdentityProvider(end.issuer, CLIENT_ID, CLIENT_SECRET, "Hospital login", **values)
    settings: Settings = world.app.config["LODESTONE_SETTINGS"]
    world.app.config["LODESTONE_SETTINGS"] = Settings(**{**vars(settings), "sso": known})


@pytest.fixture
def robin(world: World) -> Person:
    return world.staff("clinician")


def begin(browser: FlaskClient, path: str = "/api/sign-in/sso") -> str:
    answer = browser.post(f"{path}/begin", json={})
    assert answer.status_code == 200, answer.text
    url: str = answer.json["url"]
    return url


def link(world: World, provider: ProviderEnd, person: Person) -> FlaskClient:
    """Links the person to whoever is signed in at the provider."""
    browser = world.client_of(person)
    brought = provider.authorize(begin(browser, "/api/me/sso"))
    answer = browser.post("/api/me/sso", json=brought)
    assert answer.status_code == 200, answer.text
    return browser


def sign_in(world: World, provider: ProviderEnd, browser: FlaskClient | None = None, **other: Any) -> TestResponse:
    browser = browser or world.anybody()
    return browser.post("/api/sign-in/sso", json=provider.authorize(begin(browser)) | other)


def test_whom_the_provider_vouches_for_signs_in(world: World, provider: ProviderEnd, robin: Person) -> None:
    assert world.anybody().get("/api/sign-in/ways").json == {"sso": "Hospital login"}
    link(world, provider, robin)
    browser = world.anybody()
    me = sign_in(world, provider, browser).json["me"]
    assert (me["person_id"], me["is_set_up"]) == (str(robin.id), True)
    assert browser.get("/api/alerts").status_code == 200
    assert world.count(AuditEntry, deed="signed in by single sign-on") == 1


def test_whom_nobody_linked_does_not(world: World, provider: ProviderEnd, robin: Person) -> None:
    """Also not somebody whose e-mail address at the provider is that of one of us."""
    link(world, provider, robin)
    provider.subject = "person-8"
    provider.lies = {"email": "robin@example.org", "email_verified": True}
    refused = sign_in(world, provider)
    assert (refused.status_code, refused.json["code"]) == (401, "sign-in-failed")


def test_staff_who_came_by_a_link_set_it_up(world: World, provider: ProviderEnd) -> None:
    ann = {"name": "Ann Other", "role": "clinician", "email": None, "pager": None}
    url = world.client_of(world.staff("admin")).post("/api/staff", json=ann).json["url"]
    browser = world.anybody()
    browser.post("/api/join", json={"token": url.partition("#")[2]})
    assert browser.get("/api/alerts").json["code"] == "set-up-first"
    me = browser.post("/api/me/sso", json=provider.authorize(begin(browser, "/api/me/sso"))).json
    assert me["is_set_up"] is True
    assert browser.get("/api/alerts").status_code == 200
    assert sign_in(world, provider).json["me"]["name"] == "Ann Other"


def test_a_session_that_is_not_fresh_links_nobody(world: World, provider: ProviderEnd, robin: Person) -> None:
    browser = world.client_of(robin, fresh=False)
    refused = browser.post("/api/me/sso", json=provider.authorize(begin(browser, "/api/me/sso")))
    assert (refused.status_code, refused.json["code"]) == (403, "verify-first")
    assert world.count(StaffIdentity) == 0


LIES: list[tuple[str, dict[str, Any]]] = [
    ("another issuer", {"iss": "https://elsewhere.example"}),
    ("for somebody else", {"aud": "another-client"}),
    ("for us among others, without saying who asked", {"aud": [CLIENT_ID, "another-client"]}),
    ("asked for by another", {"aud": [CLIENT_ID, "another-client"], "azp": "another-client"}),
    ("of another round", {"nonce": "another"}),
    ("of no round", {"nonce": None}),
    ("of nobody", {"sub": None}),
    ("expired", {"exp": 1}),
    ("without an end", {"exp": None}),
    ("of the future", {"iat": 4_000_000_000, "nbf": 4_000_000_000}),
    ("proved who knows when", {"auth_time": None}),
    ("proved at no time", {"auth_time": "yesterday"}),
    ("proved long ago", {"auth_time": 1}),
    ("proved by a password alone", {"amr": ["pwd"]}),
    ("proved nobody knows how", {"amr": None}),
    ("proved by nonsense", {"amr": "mfa"}),
    ("of another access token", {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}),
]


@pytest.mark.parametrize("lie", [lie for _, lie in LIES], ids=[name for name, _ in LIES])
def test_what_the_provider_says_must_be_right(
    world: World, provider: ProviderEnd, robin: Person, lie: dict[str, Any]
) -> None:
    link(world, provider, robin)
    provider.lies = lie
    refused = sign_in(world, provider)
    assert (refused.status_code, refused.json["code"]) == (401, "sign-in-failed")
    provider.lies = {}
    assert sign_in(world, provider).status_code == 200


FORGERS: dict[str, tuple[dict[str, Any], Any]] = {
    "another key under the same name": ({"alg": "RS256", "kid": "first"}, OTHER_KEY),
    "an unknown key": ({"alg": "RS256", "kid": "second"}, OTHER_KEY),
    "our own secret": ({"alg": "HS256"}, OctKey.import_key(CLIENT_SECRET.encode())),
    "nobody": ({"alg": "none"}, None),
}


@pytest.mark.parametrize("forger", FORGERS.values(), ids=FORGERS)
def test_only_the_providers_own_signature_counts(
    world: World, provider: ProviderEnd, robin: Person, forger: tuple[dict[str, Any], Any]
) -> None:
    link(world, provider, robin)
    provider.signs_with = forger
    assert sign_in(world, provider).status_code == 401


def test_a_new_key_of_the_provider_is_asked_for(world: World, provider: ProviderEnd, robin: Person) -> None:
    link(world, provider, robin)
    provider.keys = KeySet([RSAKey.generate_key(2048, {"kid": "second", "use": "sig", "alg": "RS256"})])
    provider.signs_with = ({"alg": "RS256", "kid": "second"}, provider.keys.keys[0])
    assert sign_in(world, provider).status_code == 401  # it was asked just now, and is not asked again at once
    world.clock.move(minutes=2)
    assert sign_in(world, provider).status_code == 200


def test_a_round_counts_once_and_in_the_browser_that_began_it(
    world: World, provider: ProviderEnd, robin: Person
) -> None:
    link(world, provider, robin)
    browser, other = world.anybody(), world.anybody()
    brought = provider.authorize(begin(browser))
    begin(other)
    stolen = other.post("/api/sign-in/sso", json=brought)
    assert (stolen.status_code, stolen.json["code"]) == (401, "sign-in-failed")
    brought = provider.authorize(begin(browser))
    assert browser.post("/api/sign-in/sso", json=brought).status_code == 200
    again = provider.authorize(begin(world.anybody()))
    assert browser.post("/api/sign-in/sso", json=brought | {"code": again["code"]}).status_code == 401


@pytest.mark.parametrize(
    "other",
    [
        {"state": "made-up"},
        {"code": "made-up"},
        {"iss": "https://elsewhere.example"},
        {"iss": None},  # this provider says that it names itself
    ],
)
def test_what_the_browser_brings_must_be_right(
    world: World, provider: ProviderEnd, robin: Person, other: dict[str, Any]
) -> None:
    link(world, provider, robin)
    assert sign_in(world, provider, **other).status_code == 401


def test_a_round_lasts_five_minutes(world: World, provider: ProviderEnd, robin: Person) -> None:
    link(world, provider, robin)
    browser = world.anybody()
    brought = provider.authorize(begin(browser))
    world.clock.move(minutes=5)
    assert browser.post("/api/sign-in/sso", json=brought).status_code == 401


def test_how_fresh_somebody_is_counts_from_the_proof_at_the_provider(
    world: World, provider: ProviderEnd, robin: Person
) -> None:
    link(world, provider, robin)
    provider.proved_ago = timedelta(minutes=50).total_seconds()
    browser = world.anybody()
    assert sign_in(world, provider, browser).status_code == 200
    assert browser.get("/api/me").json["is_fresh"] is False
    # To prove it again, it must be done anew.
    url = begin(browser, "/api/me/sso")
    assert parse_qs(urlsplit(url).query)["max_age"] == ["0"]
    refused = browser.post("/api/me/sso", json=provider.authorize(url))
    assert (refused.status_code, refused.json["code"]) == (400, "not-proven")
    provider.proved_ago = 0
    assert browser.post("/api/me/sso", json=provider.authorize(begin(browser, "/api/me/sso"))).json["is_fresh"]


def test_another_ones_account_there_proves_nothing(world: World, provider: ProviderEnd, robin: Person) -> None:
    link(world, provider, robin)
    ann = world.client_of(world.staff("technician", name="Ann"))
    refused = ann.post("/api/me/sso", json=provider.authorize(begin(ann, "/api/me/sso")))
    assert (refused.status_code, refused.json["code"]) == (400, "not-proven")
    provider.subject = "person-8"
    mine = world.client_of(robin, fresh=False)
    refused = mine.post("/api/me/sso", json=provider.authorize(begin(mine, "/api/me/sso")))
    assert (refused.status_code, refused.json["code"]) == (400, "not-proven")


def test_a_round_of_signing_in_proves_nothing_for_a_session(world: World, provider: ProviderEnd, robin: Person) -> None:
    browser = link(world, provider, robin)
    assert browser.post("/api/me/sso", json=provider.authorize(begin(browser))).json["code"] == "not-proven"
    brought = provider.authorize(begin(browser, "/api/me/sso"))
    assert world.anybody().post("/api/sign-in/sso", json=brought).status_code == 401
    elsewhere = world.client_of(robin)
    cookie = browser.get_cookie("__Host-lodestone-sso")
    assert cookie is not None
    elsewhere.set_cookie("__Host-lodestone-sso", cookie.value)
    assert elsewhere.post("/api/me/sso", json=brought).json["code"] == "not-proven"


def test_whoever_left_gets_in_no_more(world: World, provider: ProviderEnd, robin: Person) -> None:
    link(world, provider, robin)
    admin = world.client_of(world.staff("admin"))
    assert admin.post(f"/api/staff/{robin.id}/remove", json={}).status_code == 200
    assert sign_in(world, provider).status_code == 401


def test_somebody_of_two_clinics_chooses_one(world: World, provider: ProviderEnd, robin: Person) -> None:
    link(world, provider, robin)
    second = world.clinic("Clinic by the Sea")
    world.add(Membership(clinic_id=second.id, account_id=robin.id, role="technician"))
    browser = world.anybody()
    choice = sign_in(world, provider, browser).json["choice"]
    chosen = {"ticket": choice["ticket"], "clinic_id": str(second.id)}
    assert browser.post("/api/sign-in/clinic", json=chosen).json["me"]["clinic"]["name"] == "Clinic by the Sea"


def test_the_door_shuts_after_too_many_failures(world: World, provider: ProviderEnd, robin: Person) -> None:
    brought = {"code": "guessed", "state": "guessed", "iss": None}
    tried = [world.anybody().post("/api/sign-in/sso", json=brought).status_code for _ in range(52)]
    assert tried == [401] * 51 + [429]


def test_the_only_way_in_stays(world: World, provider: ProviderEnd, robin: Person) -> None:
    browser = link(world, provider, robin)
    assert browser.get("/api/me/sso").json["linked_at"] is not None
    refused = browser.post("/api/me/sso/remove", json={})
    assert (refused.status_code, refused.json["code"]) == (409, "last-way")


TROUBLES: dict[str, Callable[[ProviderEnd], None]] = {
    "an error": lambda end: end.answers.update({"/.well-known/openid-configuration": (500, {})}),
    "a redirect": lambda end: end.answers.update({"/.well-known/openid-configuration": (302, {})}),
    "no JSON": lambda end: end.answers.update({"/.well-known/openid-configuration": (200, b"<html>")}),
    "a list": lambda end: end.answers.update({"/.well-known/openid-configuration": (200, [1])}),
    "far too much": lambda end: end.answers.update({"/.well-known/openid-configuration": (200, b" " * 600_000)}),
    "another issuer": lambda end: end.discovery.update(issuer="https://elsewhere.example"),
    "an unsafe endpoint": lambda end: end.discovery.update(token_endpoint="http://elsewhere.example/token"),  # noqa: S106
    "no endpoint": lambda end: end.discovery.update(authorization_endpoint=None),
    "no keys": lambda end: end.answers.update({"/keys": (200, {"keys": "none"})}),
}


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
def test_a_provider_in_trouble_is_no_defect(
    world: World, provider: ProviderEnd, trouble: Callable[[ProviderEnd], None]
) -> None:
    world.clinic()
    trouble(provider)
    refused = world.anybody().post("/api/sign-in/sso/begin", json={})
    assert (refused.status_code, refused.json["code"]) == (409, "sso-down")


def test_a_provider_that_is_gone_is_no_defect(world: World) -> None:
    world.clinic()
    with serving(ProviderEnd(lambda: 0.0)) as end:
        use(world, end)
    assert world.anybody().post("/api/sign-in/sso/begin", json={}).json["code"] == "sso-down"


@pytest.mark.parametrize(
    "answer", [(400, {"error": "invalid_grant"}), (200, {}), (200, {"id_token": "x.y"}), (200, b"")]
)
def test_a_token_endpoint_in_trouble_lets_nobody_in(
    world: World, provider: ProviderEnd, robin: Person, answer: tuple[int, Any]
) -> None:
    link(world, provider, robin)
    provider.answers["/token"] = answer
    assert sign_in(world, provider).status_code == 401


def test_a_class_of_authentication_that_the_operator_named_is_enough(
    world: World, provider: ProviderEnd, robin: Person
) -> None:
    use(world, provider, acr=frozenset({"gold"}), amr=frozenset())
    provider.lies = {"acr": "gold", "amr": None}
    link(world, provider, robin)
    assert parse_qs(urlsplit(begin(world.anybody())).query)["acr_values"] == ["gold"]
    assert sign_in(world, provider).status_code == 200
    provider.lies = {"acr": "silver"}
    assert sign_in(world, provider).status_code == 401


def test_without_a_provider_there_is_none(world: World) -> None:
    world.clinic()
    assert world.anybody().get("/api/sign-in/ways").json == {"sso": None}
    refused = world.anybody().post("/api/sign-in/sso/begin", json={})
    assert (refused.status_code, refused.json["code"]) == (409, "no-sso")


def test_the_page_to_come_back_to_starts_no_session(world: World, provider: ProviderEnd, robin: Person) -> None:
    """A link that somebody sends cannot sign anybody in (ASVS 7.6.2)."""
    link(world, provider, robin)
    browser = world.anybody()
    before = world.count(SignInSession)
    answer = browser.get("/sso", query_string=provider.authorize(begin(browser)))
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert world.count(SignInSession) == before


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"LODESTONE_SSO_ISSUER": "http://login.example.org"}, "LODESTONE_SSO_ISSUER"),
        ({"LODESTONE_SSO_ISSUER": "https://login.example.org?x"}, "LODESTONE_SSO_ISSUER"),
        ({"LODESTONE_SSO_CLIENT_ID": ""}, "LODESTONE_SSO_CLIENT_ID"),
        ({"LODESTONE_SSO_CLIENT_SECRET_FILE": "/nowhere"}, "LODESTONE_SSO_CLIENT_SECRET_FILE"),
    ],
)
def test_settings_that_cannot_be_used_stop_the_start(tmp_path: Path, changed: dict[str, str], named: str) -> None:
    file = tmp_path / "secret"
    file.write_text("s3\n")
    file.chmod(0o600)
    said = {
        "LODESTONE_SSO_ISSUER": "https://login.example.org",
        "LODESTONE_SSO_CLIENT_ID": "lodestone",
        "LODESTONE_SSO_CLIENT_SECRET_FILE": str(file),
    }
    read = read_settings(said).sso
    assert read is not None
    assert (read.client_secret, read.amr) == ("s3", frozenset({"mfa"}))
    assert "s3" not in repr(read)
    with pytest.raises(BadSetting, match=named):
        read_settings(said | changed)
