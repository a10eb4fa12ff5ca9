"""Staff sign in by password and a second factor."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from pyotp import TOTP
from werkzeug.test import TestResponse

from server.audit.models import AuditEntry
from server.config import BadSetting, Settings
from server.people.models import Membership, SignInSession
from server.people.models.password import StaffPassword, StaffTotp
from server.people.proofs.sealing import _keys, seal, unseal
from tests.builders import Person, World

PASSWORD = "four otters on a kettle"  # noqa: S105


def code_of(secret: str, world: World, steps: int = 0) -> str:
    return TOTP(secret).at(world.clock.now + timedelta(seconds=30 * steps))


def set_up(world: World, browser: FlaskClient, login: str = "robin") -> str:
    """Gives the person behind the browser a password and an authenticator app; returns the app's secret."""
    said = browser.post("/api/me/password", json={"login": login, "password": PASSWORD})
    assert said.status_code == 200, said.text
    secret: str = browser.post("/api/me/totp/begin", json={}).json["secret"]
    confirmed = browser.post("/api/me/totp", json={"code": code_of(secret, world)})
    assert confirmed.json["has_code"], confirmed.text
    world.clock.move(seconds=60)  # the code that confirmed it counts no more
    return secret


@pytest.fixture
def robin(world: World) -> Person:
    return world.staff("clinician")


@pytest.fixture
def secret(world: World, robin: Person) -> str:
    return set_up(world, world.client_of(robin))


def sign_in(world: World, secret: str, *, browser: FlaskClient | None = None, **other: Any) -> TestResponse:
    said = {"login": "robin", "password": PASSWORD, "code": code_of(secret, world), **other}
    return (browser or world.anybody()).post("/api/sign-in/password", json=said)


def test_name_password_and_code_sign_in(world: World, robin: Person, secret: str) -> None:
    browser = world.anybody()
    me = sign_in(world, secret, browser=browser, login=" Robin ").json["me"]
    assert (me["person_id"], me["is_fresh"], me["is_set_up"]) == (str(robin.id), True, True)
    assert browser.get("/api/alerts").status_code == 200
    assert world.count(AuditEntry, deed="signed in by password") == 1


def test_no_password_ends_by_date(world: World, secret: str) -> None:
    world.clock.move(days=3650)
    assert sign_in(world, secret).status_code == 200


def test_whatever_is_wrong_the_answer_is_the_same(world: World, secret: str) -> None:
    wrong: list[dict[str, Any]] = [
        {"login": "nobody"},
        {"password": "four otters on a cattle"},
        {"password": PASSWORD.upper()},  # capitals count
        {"password": PASSWORD + " "},  # and so does every blank
        {"code": "000000" if code_of(secret, world) != "000000" else "000001"},
    ]
    answers = [sign_in(world, secret, **each) for each in wrong]
    assert {(each.status_code, each.data) for each in answers} == {(401, answers[0].data)}
    assert answers[0].json["code"] == "sign-in-failed"
    assert "Set-Cookie" not in answers[0].headers
    assert world.count(AuditEntry, deed="failed sign-in by password") == 4


def test_a_code_counts_once(world: World, secret: str) -> None:
    assert sign_in(world, secret).status_code == 200
    assert sign_in(world, secret).status_code == 401
    # Nor does the one before it, which the present one overtook.
    assert sign_in(world, secret, code=code_of(secret, world, -1)).status_code == 401
    world.clock.move(seconds=30)
    assert sign_in(world, secret).status_code == 200


@pytest.mark.parametrize(("steps", "status"), [(-2, 401), (-1, 200), (0, 200), (1, 200), (2, 401)])
def test_a_code_counts_for_a_step_around_its_own(world: World, secret: str, steps: int, status: int) -> None:
    world.clock.move(minutes=5)
    assert sign_in(world, secret, code=code_of(secret, world, steps)).status_code == status


def test_a_code_spends_nobody_elses(world: World, secret: str) -> None:
    other = set_up(world, world.client_of(world.staff("clinician")), login="ann")
    assert sign_in(world, other, login="ann").status_code == 200
    assert sign_in(world, secret).status_code == 200


def test_a_wrong_password_does_not_spend_the_code(world: World, secret: str) -> None:
    assert sign_in(world, secret, password="four otters on a cattle").status_code == 401  # noqa: S106
    assert sign_in(world, secret).status_code == 200


def test_guessing_slows_down_and_the_owner_elsewhere_still_gets_in(world: World, secret: str) -> None:
    guesses = [sign_in(world, secret, password=f"guess number {number}").status_code for number in range(8)]
    assert guesses == [401] * 6 + [429] * 2
    slowed = sign_in(world, secret)
    assert slowed.status_code == 429
    assert int(slowed.headers["Retry-After"]) > 0
    owner = world.anybody()
    owner.environ_base["REMOTE_ADDR"] = "198.51.100.7"
    assert sign_in(world, secret, browser=owner).status_code == 200
    world.clock.move(hours=1)
    assert sign_in(world, secret).status_code == 200


def test_a_password_alone_lets_nobody_in(world: World, robin: Person) -> None:
    browser = world.client_of(robin)
    assert browser.post("/api/me/password", json={"login": "robin", "password": PASSWORD}).status_code == 200
    offered = browser.post("/api/me/totp/begin", json={}).json["secret"]
    # Also not with the code of a secret that was shown and not confirmed.
    assert sign_in(world, offered).status_code == 401


def test_a_password_is_a_way_in_once_both_it_and_ones_own_app_are_there(world: World, secret: str) -> None:
    """`secret` is of a colleague, who has both."""
    ann = world.client_of(world.staff("clinician"))

    def ways() -> list[str]:
        found: list[str] = ann.get("/api/me/ways").json["ways"]
        return found

    assert ways() == []
    assert ann.post("/api/me/password", json={"login": "ann", "password": PASSWORD}).status_code == 200
    assert ways() == []
    offered = ann.post("/api/me/totp/begin", json={}).json["secret"]
    assert ways() == []  # it was shown and not confirmed
    assert ann.post("/api/me/totp", json={"code": code_of(offered, world)}).status_code == 200
    assert ways() == ["password"]


def test_somebody_of_two_clinics_chooses_one(world: World, robin: Person, secret: str) -> None:
    second = world.clinic("Clinic by the Sea")
    world.add(Membership(clinic_id=second.id, account_id=robin.id, role="technician"))
    browser = world.anybody()
    asked = sign_in(world, secret, browser=browser).json
    assert asked["me"] is None
    assert browser.get("/api/me").status_code == 401
    assert [each["clinic"] for each in asked["choice"]["workplaces"]] == ["Clinic at the Lake", "Clinic by the Sea"]
    chosen = {"ticket": asked["choice"]["ticket"], "clinic_id": str(second.id)}
    me = browser.post("/api/sign-in/clinic", json=chosen).json["me"]
    assert (me["clinic"]["name"], me["role"]) == ("Clinic by the Sea", "technician")


def test_whoever_left_gets_in_no_more(world: World, robin: Person, secret: str) -> None:
    admin = world.client_of(world.staff("admin"))
    assert admin.post(f"/api/staff/{robin.id}/remove", json={}).status_code == 200
    assert sign_in(world, secret).status_code == 401


def test_proving_again_makes_the_session_fresh_under_another_token(world: World, robin: Person, secret: str) -> None:
    browser = world.client_of(robin, fresh=False)
    before = browser.get_cookie("__Host-lodestone")
    assert browser.post("/api/me/totp/begin", json={}).json["code"] == "verify-first"
    wrong = browser.post("/api/me/prove/password", json={"password": "another one", "code": code_of(secret, world)})
    assert (wrong.status_code, wrong.json["code"]) == (400, "not-proven")
    proof = {"password": PASSWORD, "code": code_of(secret, world)}
    assert browser.post("/api/me/prove/password", json=proof).json["is_fresh"]
    assert browser.post("/api/me/totp/begin", json={}).status_code == 200
    thief = world.anybody()
    assert before is not None
    thief.set_cookie("__Host-lodestone", before.value)
    assert thief.get("/api/me").status_code == 401


def test_a_change_needs_the_present_password_and_ends_the_other_sessions(
    world: World, robin: Person, secret: str
) -> None:
    browser, other = world.client_of(robin), world.client_of(robin)
    colleague = world.client_of(world.staff("clinician"))
    change = {"password": "nine kettles and a brim", "current": None}
    for wrong in (None, "not the one", PASSWORD.title()):
        refused = browser.post("/api/me/password", json=change | {"current": wrong})
        assert (refused.status_code, refused.json["details"]) == (422, {"field": "current"})
    assert browser.post("/api/me/password", json=change | {"current": PASSWORD}).json["login"] == "robin"
    assert other.get("/api/me").status_code == 401
    assert [each.get("/api/me").status_code for each in (browser, colleague)] == [200, 200]
    assert sign_in(world, secret).status_code == 401
    assert sign_in(world, secret, password="nine kettles and a brim").status_code == 200  # noqa: S106


def test_other_sessions_may_stay(world: World, robin: Person) -> None:
    browser, other = world.client_of(robin), world.client_of(robin)
    body = {"login": "robin", "password": PASSWORD, "end_others": False}
    assert browser.post("/api/me/password", json=body).status_code == 200
    assert other.get("/api/me").status_code == 200


def test_guessing_the_present_password_is_counted(world: World, robin: Person, secret: str) -> None:
    browser = world.client_of(robin)
    change = {"password": "nine kettles and a brim"}
    tries = [browser.post("/api/me/password", json=change | {"current": f"guess {n}"}).status_code for n in range(8)]
    assert tries[-1] == 429


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"password": "short"}, "password"),
        ({"password": "Robin Staff 2026"}, "password"),
        ({"password": "clinic at the lake"}, "password"),
        ({"login": "r!"}, "login"),
        ({"login": None}, "login"),
        ({"login": "taken"}, "login"),
    ],
)
def test_what_cannot_be_chosen_is_said_at_its_field(
    world: World, robin: Person, change: dict[str, Any], field: str
) -> None:
    set_up(world, world.client_of(world.staff("admin")), login="taken")
    said = {"login": "robin", "password": PASSWORD} | change
    refused = world.client_of(robin).post("/api/me/password", json=said)
    assert (refused.status_code, refused.json["details"]["field"]) == (422, field)
    assert world.count(StaffPassword, account_id=robin.id) == 0


def test_the_operators_list_forbids_too(world: World, robin: Person, tmp_path: Path) -> None:
    file = tmp_path / "listed.txt"
    file.write_bytes(b"first\r\nFour Otters on a Kettle\nno \xff text\n")
    settings: Settings = world.app.config["LODESTONE_SETTINGS"]
    world.app.config["LODESTONE_SETTINGS"] = Settings(**{**vars(settings), "common_passwords": file})
    refused = world.client_of(robin).post("/api/me/password", json={"login": "robin", "password": PASSWORD})
    assert refused.json["details"] == {"field": "password", "reason": "common"}


def test_an_authenticator_app_is_taken_into_use_by_its_code_alone(world: World, robin: Person, secret: str) -> None:
    browser = world.client_of(robin)
    fresh = browser.post("/api/me/totp/begin", json={}).json
    assert fresh["qr"].startswith("data:image/svg+xml")
    # Until it is confirmed, the one in use counts.
    assert sign_in(world, secret).status_code == 200
    assert browser.post("/api/me/totp", json={"code": code_of(secret, world)}).json["details"] == {"field": "code"}
    world.clock.move(minutes=15)
    late = browser.post("/api/me/totp", json={"code": code_of(fresh["secret"], world)})
    assert (late.status_code, late.json["code"]) == (409, "offer-expired")
    set_anew = browser.post("/api/me/totp/begin", json={}).json["secret"]
    assert browser.post("/api/me/totp", json={"code": code_of(set_anew, world)}).status_code == 200
    world.clock.move(minutes=5)
    assert sign_in(world, secret).status_code == 401
    assert sign_in(world, set_anew).status_code == 200


def test_neither_password_nor_secret_can_be_read_in_the_database(world: World, robin: Person, secret: str) -> None:
    (kept,) = world.rows(StaffPassword)
    (totp,) = world.rows(StaffTotp)
    assert kept.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert secret not in (totp.secret or "")
    file: Path = world.app.config["LODESTONE_SETTINGS"].secrets_file
    assert file.stat().st_mode & 0o777 == 0o600
    assert unseal(totp.secret or "", f"totp:{robin.id}", file) == secret
    assert unseal(totp.secret or "", f"totp:{world.staff('admin').id}", file) is None


def test_an_older_key_still_opens_and_a_file_open_to_all_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "secrets.json"
    sealed = seal("a secret", "it", file)
    first = file.read_text()
    newer = '{"seal": [{"id": "new", "key": "' + "A" * 43 + '="}, ' + first.partition("[")[2]
    file.write_text(newer)
    _keys.cache_clear()
    assert unseal(sealed, "it", file) == "a secret"
    assert seal("a secret", "it", file).startswith("new.")
    assert unseal("lost." + sealed.partition(".")[2], "it", file) is None
    file.chmod(0o644)
    _keys.cache_clear()
    with pytest.raises(BadSetting, match="chmod 600"):
        seal("a secret", "it", file)


def test_the_only_way_in_stays(world: World, robin: Person, secret: str) -> None:
    browser = world.client_of(robin)
    refused = browser.post("/api/me/password/remove", json={})
    assert (refused.status_code, refused.json["code"]) == (409, "last-way")
    assert sign_in(world, secret).status_code == 200


def test_patients_have_no_password(world: World) -> None:
    refused = world.client_of(world.patient()).post("/api/me/password", json={"login": "pat", "password": PASSWORD})
    assert (refused.status_code, refused.json["code"]) == (403, "not-allowed")


def test_staff_who_came_by_a_link_are_set_up_once_both_are_there(world: World) -> None:
    ann = {"name": "Ann Other", "role": "clinician", "email": None, "pager": None}
    url = world.client_of(world.staff("admin")).post("/api/staff", json=ann).json["url"]
    browser = world.anybody()
    assert browser.post("/api/join", json={"token": url.partition("#")[2]}).json["is_set_up"] is False
    assert browser.get("/api/alerts").json["code"] == "set-up-first"
    set_up(world, browser, login="ann")
    assert browser.get("/api/me").json["is_set_up"] is True
    assert browser.get("/api/alerts").status_code == 200


def test_sessions_by_password_end_as_the_clinic_set(world: World, secret: str) -> None:
    assert sign_in(world, secret).status_code == 200
    (session,) = [each for each in world.rows(SignInSession) if each.label == "Unknown browser"]
    assert session.expires_at - session.created_at == timedelta(hours=12)
    assert session.idle_minutes == 15
