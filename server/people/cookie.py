"""The cookie that carries a session's token, set and taken away in one place."""

from datetime import timedelta

from flask import Response, jsonify, request

from server.access import Actor
from server.http import SESSION_COOKIE, TABLET_COOKIE, client_address, device_label
from server.people.queries import me_of
from server.people.rules import Token
from server.people.rules.sign_in import Caller, Choice, Entered
from server.people.schemas import MeView
from server.people.schemas.passkey import EnteredView

COOKIE_LASTS = timedelta(days=400)  # as long as browsers keep one; the session itself ends sooner


def signed_in(token: Token, actor: Actor) -> Response:
    """The answer to every way of signing in: who is signed in now, and the session's cookie."""
    answer = jsonify(MeView().dump(me_of(actor)))
    set_token(answer, token)
    return answer


def entered(came: Entered) -> Response:
    """The answer to a way of signing in after which somebody who works at several clinics first says at which one."""
    if isinstance(came, Choice):
        return jsonify(EnteredView().dump({"me": None, "choice": came}))
    token, actor = came
    answer = jsonify(EnteredView().dump({"me": me_of(actor), "choice": None}))
    set_token(answer, token)
    return answer


def caller() -> Caller:
    """Who asks to be let in, as far as the request tells."""
    return Caller(client_address(), device_label(), held_token(), held_tablet())


def held_token() -> str | None:
    """The token that the browser holds already, true or not."""
    return request.cookies.get(SESSION_COOKIE)


def set_token(answer: Response, token: Token) -> None:
    """Give the browser the token. Only our own pages send it back, and no script can read it."""
    answer.set_cookie(
        SESSION_COOKIE, token.text, max_age=COOKIE_LASTS, secure=True, httponly=True, samesite="Lax", path="/"
    )


def signed_out(actor: Actor) -> Response:
    """The answer to signing out. A browser of staff also empties its cache, where pages to go back to may be kept.

    Not its storage: a patient's entries may wait there to be sent, on a computer that both use. Not a patient's either:
    nothing of a patient is in the cache, and emptying it makes an old phone wait.
    """
    answer = Response(status=204)
    take_token(answer)
    if actor.patient_id is None:
        answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def take_token(answer: Response) -> None:
    """Take the token away from the browser."""
    answer.delete_cookie(SESSION_COOKIE, secure=True, httponly=True, samesite="Lax", path="/")


def set_tablet(answer: Response, token: Token) -> None:
    """Give a browser what makes it a tablet of the clinic. It lasts as long as browsers let it."""
    answer.set_cookie(
        TABLET_COOKIE, token.text, max_age=COOKIE_LASTS, secure=True, httponly=True, samesite="Strict", path="/"
    )


def held_tablet() -> str | None:
    """The token of a tablet that the browser holds, true or not."""
    return request.cookies.get(TABLET_COOKIE)


SSO_COOKIE = "__Host-lodestone-sso"
SSO_LASTS = timedelta(minutes=10)  # longer than a round of single sign-on may take


def set_sso_secret(answer: Response, secret: str) -> None:
    """Give the browser the secret that binds a round of single sign-on to it; see rules.sso.Round."""
    answer.set_cookie(SSO_COOKIE, secret, max_age=SSO_LASTS, secure=True, httponly=True, samesite="Lax", path="/")


def sso_secret() -> str | None:
    """The secret of the round of single sign-on that this browser began last."""
    return request.cookies.get(SSO_COOKIE)
