"""The patient's application over HTTP."""

from typing import Any

from flask import Blueprint

from server import clock
from server.access import Actor, Permission
from server.http import endpoint
from server.phone.actions import sync
from server.phone.actions.call import ask_for_call
from server.phone.actions.kiosk import take_in_at_kiosk
from server.phone.queries import confirmed_of, my_course_of, own_day, seen_today, today_of
from server.phone.queries.call import CallOffer, call_offer
from server.phone.queries.kiosk import visit_of
from server.phone.schemas import (
    CallBody,
    CallView,
    KioskAnswersView,
    KioskEntriesBody,
    KioskView,
    MyCourseView,
    SyncBody,
    SyncView,
    TodayQuery,
    TodayView,
)

phone = Blueprint("phone", __name__)


@endpoint(phone, "POST", "/api/sync", allow=Permission.WRITE_OWN_LOG, body=SyncBody(), returns=SyncView())
def post_sync(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    """Take in up to fifty entries, each judged and answered on its own. Safe to repeat, in any order, for ever."""
    answers = sync(actor, body, clock.now())
    return {"items": answers, "confirmed": confirmed_of(actor)}


@endpoint(phone, "GET", "/api/today", allow=Permission.READ_OWN_LOG, query=TodayQuery(), returns=TodayView())
def get_today(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Everything the patient's first page needs for the day that the phone names."""
    return today_of(actor, seen_today(clock.now(), query["on"]))


@endpoint(phone, "GET", "/api/my-course", allow=Permission.READ_OWN_RECORD, returns=MyCourseView())
def get_my_course(actor: Actor) -> dict[str, Any]:
    """The patient's own course: scores without labels, mood and sessions."""
    return my_course_of(actor, own_day(actor, clock.now()))


@endpoint(phone, "GET", "/api/call-me", allow=Permission.READ_OWN_LOG, returns=CallView())
def get_call_me(actor: Actor) -> CallOffer:
    """Whether somebody is on duty who could call the patient back, and whether a call is asked for already."""
    return call_offer(actor, clock.now())


@endpoint(phone, "POST", "/api/call-me", allow=Permission.WRITE_OWN_LOG, body=CallBody(), returns=CallView())
def post_call_me(actor: Actor, body: dict[str, Any]) -> CallOffer:
    """Ask the clinic for a call. It raises an alert; asking again joins it."""
    return ask_for_call(actor, body["reason"], clock.now())


@endpoint(phone, "GET", "/api/kiosk", allow=Permission.AT_KIOSK, query=TodayQuery(), returns=KioskView())
def get_kiosk(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """What a patient is asked on a tablet of the clinic: what is due, and nothing of what was."""
    return visit_of(actor, seen_today(clock.now(), query["on"]))


@endpoint(
    phone,
    "POST",
    "/api/kiosk/entries",
    allow=Permission.AT_KIOSK,
    body=KioskEntriesBody(),
    returns=KioskAnswersView(),
)
def post_kiosk_entries(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    """Take in what a patient answered on a tablet of the clinic. Entries are only added there."""
    return {"items": take_in_at_kiosk(actor, body, clock.now())}
