"""Outcomes as JSON."""

from marshmallow import Schema, fields, validate

from server.http import Instant, Text

DECISIONS = ("continue", "change", "extend", "taper", "end")


class SeenScores(Schema):
    """The figures of one instrument as the page showed them."""

    baseline = fields.Float(allow_none=True)
    latest = fields.Float(allow_none=True)
    change_percent = fields.Float(allow_none=True)
    outcome = fields.String(allow_none=True, validate=validate.Length(max=64))
    reliable = fields.String(allow_none=True, validate=validate.Length(max=64))


class ReviewBody(Schema):
    decision = fields.String(required=True, validate=validate.OneOf(DECISIONS))
    note = Text(load_default="", validate=validate.Length(max=4000))
    of_facts = fields.Integer(required=True, strict=True)
    scores = fields.Dict(
        keys=fields.String(validate=validate.Length(1, 64)),
        values=fields.Nested(SeenScores),
        required=True,
        validate=validate.Length(max=20),
    )


class ReviewView(Schema):
    id = fields.UUID()
    at = Instant()
    by = fields.String(attribute="by_name")
    decision = fields.String()
    note = fields.String()
    scores = fields.Dict()


class BandView(Schema):
    low = fields.Integer(data_key="from")
    high = fields.Integer(data_key="to")
    label = fields.String()


class PointView(Schema):
    on = fields.Date()
    day = fields.Integer()
    session = fields.Integer()
    total = fields.Float()
    prorated = fields.Boolean()
    timepoint = fields.String(allow_none=True)
    label = fields.String(allow_none=True)


class DayValueView(Schema):
    day = fields.Integer()
    value = fields.Float()


class CurveView(Schema):
    title = fields.String()
    max = fields.Integer()
    bands = fields.List(fields.Nested(BandView))
    points = fields.List(fields.Nested(PointView))
    expected = fields.List(fields.Nested(DayValueView), allow_none=True)
    response_at = fields.Float(allow_none=True)
    remission_below = fields.Float(allow_none=True)
    higher_is_better = fields.Boolean()


class MoodDayView(DayValueView):
    on = fields.Date()


class MoodView(Schema):
    days = fields.List(fields.Nested(MoodDayView))
    median = fields.List(fields.List(fields.Nested(DayValueView)))


class GradeView(Schema):
    day = fields.Integer()
    grade = fields.Integer()


class EffectView(Schema):
    key = fields.String()
    label = fields.String()
    days = fields.List(fields.Nested(GradeView))


class SessionDayView(Schema):
    day = fields.Integer()
    number = fields.Integer()
    state = fields.String(validate=validate.OneOf(["done", "partial", "aborted", "missed", "planned"]))


class TrajectoryView(Schema):
    of_facts = fields.Integer()
    started_on = fields.Date()
    today = fields.Date()
    last_day = fields.Integer()
    instruments = fields.Dict(keys=fields.String(), values=fields.Nested(CurveView))
    mood = fields.Nested(MoodView)
    side_effects = fields.List(fields.Nested(EffectView))
    logged = fields.List(fields.Integer())
    missed = fields.List(fields.Integer())
    sessions = fields.List(fields.Nested(SessionDayView))
