"""Lodestone: outcome tracking for clinics that treat with transcranial magnetic stimulation."""

from flask import Flask

from server.alerts.routes import alerts as alerts_routes
from server.alerts.routes.system import system as system_alerts_routes
from server.audit.actions import note_read
from server.checkins.library import load_effect_codes
from server.checkins.routes import adverse_events as adverse_events_routes
from server.checkins.routes.advice import advice as advice_routes
from server.config import BadSetting, Mode, Settings
from server.courses.library import use_courses
from server.courses.routes.background import background as background_routes
from server.courses.routes.course import courses as courses_routes
from server.courses.routes.hold import holds as holds_routes
from server.courses.routes.patient import patients as patients_routes
from server.courses.routes.plan import plans as plans_routes
from server.courses.routes.screen import screens as screens_routes
from server.courses.routes.session import sessions as sessions_routes
from server.courses.routes.state import states as states_routes
from server.db import connect, enter_clinic, transaction
from server.desk.routes import desk as desk_routes
from server.errors import Invalid
from server.http import Edges, install
from server.messages.routes import messages as messages_routes
from server.messages.signing import PushKey
from server.outcomes.routes import outcomes as outcomes_routes
from server.people.actions.device import require_signature
from server.people.actions.session import end_earlier, note_seen
from server.people.models import throttle as _throttle  # noqa: F401 # counted by ways to sign in
from server.people.queries import all_clinics
from server.people.queries.tablet import is_tablet
from server.people.routes import people as people_routes
from server.people.routes.access_log import access_log as access_log_routes
from server.people.routes.clinic import clinic as clinic_routes
from server.people.routes.device import device as device_routes
from server.people.routes.invitation import invitations as invitations_routes
from server.people.routes.kiosk import kiosk as kiosk_routes
from server.people.routes.passkey import passkeys as passkeys_routes
from server.people.routes.password import password as password_routes
from server.people.routes.recovery import recovery as recovery_routes
from server.people.routes.service_key import service_keys as service_keys_routes
from server.people.routes.session import sign_ins as sign_ins_routes
from server.people.routes.sso import sso as sso_routes
from server.people.routes.tablet import tablets as tablets_routes
from server.people.sessions import find_actor, find_machine
from server.phone.routes import phone as phone_routes
from server.questionnaires.library import has_version, use_folder
from server.questionnaires.queries.response import versions_in_use
from server.questionnaires.routes.instrument import questionnaires as questionnaires_routes
from server.questionnaires.routes.response import responses as responses_routes
from server.records.routes.leaving import leaving as leaving_routes
from server.records.routes.own_data import own_data as own_data_routes
from server.reminders.routes import reminders as reminders_routes
from server.shell import STATIC, read_bundle
from server.shell import shell as shell_routes
from server.studies.routes import studies as studies_routes

# Named apart from the packages: `server.people` must stay the package.
FEATURES = (
    people_routes,
    invitations_routes,
    device_routes,
    recovery_routes,
    clinic_routes,
    access_log_routes,
    passkeys_routes,
    sign_ins_routes,
    password_routes,
    service_keys_routes,
    sso_routes,
    tablets_routes,
    kiosk_routes,
    messages_routes,
    courses_routes,
    plans_routes,
    patients_routes,
    background_routes,
    states_routes,
    sessions_routes,
    holds_routes,
    screens_routes,
    alerts_routes,
    system_alerts_routes,
    questionnaires_routes,
    responses_routes,
    adverse_events_routes,
    advice_routes,
    outcomes_routes,
    reminders_routes,
    studies_routes,
    phone_routes,
    desk_routes,
    own_data_routes,
    leaving_routes,
    shell_routes,
)


def create_app(settings: Settings) -> Flask:
    """The web application on one database, features lowest first. Raises BadSetting if it must not start."""
    app = Flask(__name__, static_folder=None)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    take_up(app, settings)
    connect(app, settings)
    edges = Edges(
        find_actor, find_machine, note_read, note_seen, end_earlier, require_signature, is_tablet, settings.address
    )
    install(app, edges)
    app.extensions["lodestone-bundle"] = read_bundle(STATIC)
    for feature in FEATURES:
        app.register_blueprint(feature)
    return app


def take_up(app: Flask, settings: Settings) -> None:
    """Give the application the settings that its requests read, and load the files that they name.

    Raises BadSetting for a file that cannot be right.
    """
    app.config["LODESTONE_SETTINGS"] = settings
    app.extensions["lodestone-push"] = PushKey(settings.push_key)
    try:
        load_effect_codes(settings.effect_codes)
    except Invalid as fault:
        raise BadSetting(f"LODESTONE_EFFECT_CODES: {fault.message}") from None
    try:
        use_courses(settings.courses)
    except Invalid as fault:
        raise BadSetting(f"LODESTONE_COURSES: {fault.message}") from None
    try:
        use_folder(settings.instruments)
    except Invalid as fault:
        raise BadSetting(f"LODESTONE_INSTRUMENTS: {fault.message}") from None


def refuse_lost_instruments(app: Flask) -> None:
    """Raise BadSetting where the file of a version that responses were given in is no longer there: nobody could read
    or score them."""
    used: set[tuple[str, str]] = set()
    with app.app_context(), transaction("read"):
        for clinic in all_clinics():
            enter_clinic(clinic.id)
            used |= versions_in_use(clinic.id)
    lost = sorted(each for each in used if not has_version(*each))
    if lost:
        key, version = lost[0]
        raise BadSetting(
            f"LODESTONE_INSTRUMENTS: responses were given in version {version} of {key}, which is not there. Put its "
            f"file back; beside a newer version it is named {key}-v{version}.json."
        )


def refuse_demo_data(app: Flask, settings: Settings) -> None:
    """Raise BadSetting where a real clinic would start on a database with invented people, or the other way round."""
    with app.app_context(), transaction("read"):
        kinds = {clinic.is_demo for clinic in all_clinics()}
    if settings.mode is Mode.CLINIC and True in kinds:
        raise BadSetting("This database holds a demo clinic. Set LODESTONE_DATABASE to the clinic's own database.")
    if settings.mode is Mode.DEMO and False in kinds:
        raise BadSetting("This database holds a real clinic. Set LODESTONE_MODE=clinic, or use another database.")
