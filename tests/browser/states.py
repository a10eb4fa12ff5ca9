"""States that a page gets into by what somebody does on it, each beside the path where it begins."""

from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import until
from tests.browser.phones import SYNC, tap, waiting
from tests.browser.thumb import answer, choose, grade

State = tuple[str, Callable[[Page], None]]
VERIFY_FIRST = {"code": "verify-first", "message": "Prove first that it is you.", "details": {}}


def as_it_is(_: Page) -> None:
    """The page for what is not there, which needs no demo's mark."""


def side_effects(page: Page) -> None:
    """All of them, with one that cannot wait and the numbers to call. From here on nothing leaves this phone."""
    page.route(SYNC, lambda route: route.abort())
    tap(page.get_by_role("radio", name="Yes", exact=True))
    expect(page.get_by_text("Anything else?")).to_be_visible()
    for more in page.locator("details:not([open]) > summary").all():
        if more.is_visible():
            more.click()
    grade(page, "Headache", "Medium")
    page.get_by_label("This is the worst headache of my life").check()
    expect(page.get_by_role("region", name="Please get help now")).to_contain_text("as soon as this phone has a")
    until(lambda: waiting(page) == 1, "the phone keeps what it is to tell")


def what_is_missing(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert").locator(".problem").first).to_be_visible()


def saved(page: Page) -> None:
    """A day with the advice for it, under the word of the clinic that it ended this patient's earlier access."""
    ended = {"at": "2026-11-20T09:00:00Z", "sessions": 2, "keys": 1}
    page.route("**/api/me", lambda route: route.fulfill(json={**route.fetch().json(), "revoked": ended}), times=1)
    page.reload()
    expect(page.get_by_text("Your clinic ended your earlier sign-ins")).to_be_visible()
    choose(page, "7")
    choose(page, "Yes")
    grade(page, "Headache", "Strong")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Headache: what to know")).to_be_visible()
    expect(page.get_by_text("Your clinic ended your earlier sign-ins")).to_be_visible()


def help_beside_a_safety_answer(page: Page) -> None:
    for item in range(1, 9):
        expect(page.get_by_text(f"{item} of 9")).to_be_visible()
        answer(page, "Not at all")
    expect(page.get_by_text("9 of 9")).to_be_visible()
    choose(page, "Several days")
    expect(page.get_by_text("You do not have to be alone with this")).to_be_visible()
    until(lambda: waiting(page) == 3, "the phone keeps the answer too")


def unsent(page: Page) -> None:
    """What the clinic took otherwise than it was meant, what it would not take, and the question before signing out."""

    def judge(route: Route) -> None:
        """One at a time, as the phone asks after a request that was refused as a whole."""
        item, *more = route.request.post_data_json["items"]
        outcome = {"effect-report": "refused", "safety-answer": "conflict"}.get(item["kind"])
        if more or outcome is None:
            return route.fulfill(status=422, json={"code": "odd", "message": "It makes no sense.", "details": {}})
        said = {"id": item["id"], "seq": item["seq"], "outcome": outcome, "received_at": item["recorded_at"]}
        return route.fulfill(json={"items": [said], "confirmed": 12})

    page.route(SYNC, judge)
    page.evaluate("dispatchEvent(new Event('online'))")
    for state in ("look at it by hand", "Your clinic has another version", "It makes no sense."):
        expect(page.get_by_role("listitem").filter(has_text=state)).to_be_visible()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_text("has not reached your clinic")).to_be_visible()


def a_proof(page: Page) -> None:
    """The dialog that asks again who somebody is."""
    page.route("**/api/me/readers*", lambda route: route.fulfill(status=403, json=VERIFY_FIRST), times=1)
    page.get_by_role("button", name="Show who looked").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def not_set_up(page: Page) -> None:
    """Staff who came by a link: a demo clinic lets them in at once, so the answer says otherwise."""

    def answer(route: Route) -> None:
        route.fulfill(json={**route.fetch().json(), "is_set_up": False})

    page.route("**/api/me", answer, times=1)
    page.reload()
    expect(page.get_by_role("heading", name="Set up how you sign in")).to_be_visible()


def a_password(page: Page) -> None:
    page.get_by_role("button", name="Set up a password").click()
    expect(page.get_by_label("Sign-in name")).to_be_visible()


def refused_password(page: Page) -> None:
    a_password(page)
    page.get_by_label("Sign-in name").fill("x")
    page.get_by_label("New password").fill("Password1234")
    page.get_by_role("button", name="Set the password").click()
    expect(page.locator("[aria-invalid]").first).to_be_visible()


def an_app(page: Page) -> None:
    """The secret of an authenticator app, as it is shown once."""
    a_password(page)
    page.get_by_label("Sign-in name").fill("admin.of.the.demo")
    page.get_by_label("New password").fill("four otters on a kettle")
    page.get_by_role("button", name="Set the password").click()
    page.get_by_role("button", name="Set up the authenticator app").click()
    expect(page.get_by_role("img", name="The secret as a square code")).to_be_visible()


def told_of_changes(page: Page) -> None:
    """What changed about how somebody signs in."""
    what = ["password-set", "app-set", "passkey-added", "sso-linked", "all-taken", "new-device"]
    changes = [{"what": each, "at": "2026-11-22T09:00:00Z"} for each in what]
    page.route("**/api/me/access-changes", lambda route: route.fulfill(json={"changes": changes}), times=1)
    page.reload()
    expect(page.get_by_role("heading", name="What changed about how you sign in")).to_be_visible()


def access(page: Page) -> None:
    """The patient's page that the first course leads to."""
    page.get_by_role("link", name="Invite, or end access").click()
    expect(page.get_by_role("heading", name="Phone and access")).to_be_visible()


def invited(page: Page) -> None:
    access(page)
    page.get_by_role("button", name="Invite on paper").click()
    expect(page.locator(".spoken").last).to_be_visible()
    page.get_by_role("button", name="Tell a code to open the record").click()
    page.get_by_role("button", name="End all access").click()


def test_alert(page: Page) -> None:
    """Where the link of a test alert leads; only administrators can send one, so the answer is made up."""
    told = {"id": str(ID), "sent_at": "2026-11-23T09:00:00Z", "sent_by": "Kim Head"}
    answer = {**told, "acknowledged_at": None, "acknowledged_by": None}
    page.route(f"**/api/test-alerts/{ID}", lambda route: route.fulfill(json=answer))
    page.goto(f"{page.evaluate('location.origin')}/app/test-alerts/{ID}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def locked(page: Page) -> None:
    """The session is over, in the middle of whatever was being done."""
    page.context.clear_cookies()
    page.get_by_role("navigation").get_by_role("link").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()


def digits(page: Page) -> None:
    """A printed invitation, which asks for digits."""
    answer = {"kind": "patient", "clinic": "Demo clinic", "role": "patient", "needs_pin": True, "is_demo": True}
    page.route("**/api/invitations/look", lambda route: route.fulfill(json=answer), times=1)
    page.goto(f"{page.evaluate('location.origin')}/i#0123")
    expect(page.get_by_label("Six digits")).to_be_visible()


def unknown_code(page: Page) -> None:
    page.get_by_label("Your link or code").fill("0000-0000-0000")
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_label("Your link or code")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def with_a_password(page: Page) -> None:
    page.get_by_text("Sign in with a password").click()
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator("[aria-invalid]").first).to_be_visible()


ID = "018f0000-0000-7000-8000-000000000000"

# By role, in the order in which they are looked at: the last ones end the session.
STATES: dict[str, tuple[State, ...]] = {
    "nobody": (("/", unknown_code), ("/", with_a_password), ("/help", digits)),
    "patient": (
        ("/", what_is_missing),
        ("/", side_effects),
        ("/", saved),
        ("/app/questionnaire/phq-9", help_beside_a_safety_answer),
        ("/app/settings", a_proof),
        ("/app/settings", unsent),
    ),
    "clinician": (("course", access), ("course", invited), ("/app/nowhere", as_it_is), ("/app/alerts", test_alert)),
    "admin": (
        ("/app/account", told_of_changes),
        ("/app/account", a_password),
        ("/app/account", refused_password),
        ("/app/account", an_app),
        ("/app/account", not_set_up),
    ),
    "coordinator": (("/app/studies", locked),),
}
