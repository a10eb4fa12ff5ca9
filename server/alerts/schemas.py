"""Alerts as JSON."""

from marshmallow import Schema, fields, validate

from server.access import Role
from server.alerts.rules import ACTIONS, OWNERS, Level, Step
from server.http import Instant, Text

# Three characters are the least that can say something: "ok" is no documented action.
_WORDS = validate.Length(min=3, max=4000)


class SaidView(Schema):
    """What a page needs to say both in the reader's language: docs/languages.md."""

    title = fields.List(fields.Raw(), allow_none=True)
    detail = fields.List(fields.Raw(), allow_none=True)


class AlertView(Schema):
    id = fields.UUID()
    patient_id = fields.UUID()
    course_id = fields.UUID(allow_none=True)
    name = fields.String()
    family = fields.String()
    rule = fields.String()
    level = fields.Enum(Level, by_value=True)
    title = fields.String()
    detail = fields.String()
    said = fields.Nested(SaidView, allow_none=True)  # None: before that was kept
    times = fields.Integer()
    felt_at = Instant()
    received_at = Instant()
    raised_at = Instant()
    due_at = Instant()
    overdue = fields.Boolean()
    owner_role = fields.Enum(Role, by_value=True)
    owner_id = fields.UUID(allow_none=True)
    owner = fields.String(allow_none=True)  # None: whoever is on duty in the role
    escalated = fields.Integer()
    seen_at = Instant(allow_none=True)
    seen_by = fields.String(allow_none=True)
    acted_at = Instant(allow_none=True)
    plan_until = fields.Date(allow_none=True)
    plan = fields.String(allow_none=True)
    planned_by = fields.String(allow_none=True)
    plan_ended = fields.Boolean()  # the next answer alerts in full
    holds = fields.List(fields.String())  # what keeps sessions of the course from being opened
    action = fields.String(allow_none=True)
    done = fields.String(allow_none=True)
    done_by = fields.String(allow_none=True)
    done_at = Instant(allow_none=True)
    closed_at = Instant(allow_none=True)


class AlertsView(Schema):
    alerts = fields.List(fields.Nested(AlertView))
    open = fields.Integer()


class AlertsQuery(Schema):
    state = fields.String(load_default="open", validate=validate.OneOf(["open", "closed", "all"]))
    show = fields.String(load_default="all", validate=validate.OneOf(["all", "mine", "unseen", "overdue"]))
    level = fields.Enum(Level, by_value=True, load_default=None)


class StepView(Schema):
    at = Instant()
    kind = fields.Enum(Step, by_value=True)
    by = fields.String(allow_none=True)  # None: Lodestone itself
    words = fields.String(allow_none=True)
    said = fields.List(fields.Raw(), allow_none=True)  # None: somebody's own words, or from before


class StoryView(Schema):
    alert = fields.Nested(AlertView)
    meaning = fields.String()
    story = fields.List(fields.Nested(StepView))


class ActionChoice(Schema):
    key = fields.String()
    title = fields.String()


class OwnerChoice(Schema):
    id = fields.UUID()
    name = fields.String()
    role = fields.Enum(Role, by_value=True)


class ChoicesView(Schema):
    actions = fields.List(fields.Nested(ActionChoice))
    owners = fields.List(fields.Nested(OwnerChoice))
    longest_plan_days = fields.Integer()


class NoteBody(Schema):
    words = Text(required=True, validate=_WORDS)


class CloseBody(Schema):
    action = fields.String(required=True, validate=validate.OneOf(list(ACTIONS)))
    done = Text(required=True, validate=_WORDS)


class ReasonBody(Schema):
    reason = Text(required=True, validate=_WORDS)


class PlanBody(Schema):
    until = fields.Date(required=True)  # the last day of the plan, where the clinic is
    plan = Text(required=True, validate=_WORDS)


class HandOverBody(Schema):
    """To one account, or with account_id null to whoever is on duty in the role."""

    role = fields.Enum(Role, by_value=True, load_default=Role.CLINICIAN, validate=validate.OneOf(OWNERS))
    account_id = fields.UUID(load_default=None, allow_none=True)


class SystemAlertView(Schema):
    """Something of the system that an admin must see to. Nothing in it is about a patient."""

    id = fields.UUID()
    kind = fields.String()
    title = fields.String()
    detail = fields.String()
    said = fields.Nested(SaidView, allow_none=True)  # None: before that was kept
    times = fields.Integer()
    raised_at = Instant()
    last_at = Instant()
    done = fields.String(allow_none=True)
    done_by = fields.String(allow_none=True)
    closed_at = Instant(allow_none=True)


class SystemAlertsView(Schema):
    alerts = fields.List(fields.Nested(SystemAlertView))


class SystemCloseBody(Schema):
    done = Text(required=True, validate=_WORDS)
