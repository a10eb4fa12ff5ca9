"""Outcomes as JSON."""

from marshmallow import Schema, fields, validate

from server.http import Instant, Text
from server.outcomes.rules.samples import Sample
from server.outcomes.rules.strata import Stratum

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
    recall_overlaps = fields.Boolean()


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


class OutcomesQuery(Schema):
    """Which courses: those that began in the period and whose acute phase is over."""

    first = fields.Date(data_key="from", load_default=None)
    last = fields.Date(data_key="to", load_default=None)
    scale = fields.String(load_default="phq-9", validate=validate.Length(1, 64))
    indication = fields.String(
        load_default=None, validate=validate.Length(1, 64)
    )  # or "all"; by default the scale's own
    sample = fields.Enum(Sample, by_value=True, load_default=None)  # all
    stratum = fields.Enum(Stratum, by_value=True, load_default=Stratum.NONE)


class IntervalView(Schema):
    low = fields.Float()
    high = fields.Float()


class ShareView(Schema):
    """n of N; per cent and the Wilson interval (95 %) only where N is 10 or more."""

    n = fields.Integer()
    of = fields.Integer()
    percent = fields.Float(allow_none=True)
    interval = fields.Nested(IntervalView, allow_none=True)


class SpreadView(Schema):
    mean = fields.Float(allow_none=True)
    sd = fields.Float(allow_none=True)


class RateView(Schema):
    """Events per so many patients or sessions, with the exact Poisson interval (95 %)."""

    events = fields.Integer()
    exposure = fields.Integer()
    per = fields.Integer()
    value = fields.Float(allow_none=True)
    interval = fields.Nested(IntervalView, allow_none=True)


class QuartilesView(Schema):
    low = fields.Float(allow_none=True)
    median = fields.Float(allow_none=True)
    high = fields.Float(allow_none=True)


class OutcomeRowView(Schema):
    sample = fields.Enum(Sample, by_value=True)
    ill_only = fields.Boolean()
    stratum = fields.String()
    n = fields.Integer()
    baseline = fields.Nested(SpreadView)
    end = fields.Nested(SpreadView)
    change = fields.Nested(SpreadView)
    change_interval = fields.Nested(IntervalView, allow_none=True)
    d = fields.Float(allow_none=True)
    response = fields.Nested(ShareView, allow_none=True)
    remission = fields.Nested(ShareView, allow_none=True)
    deterioration = fields.Nested(ShareView, allow_none=True)
    missing = fields.Nested(ShareView)
    sessions = fields.Nested(QuartilesView)
    adverse_of_patients = fields.Nested(RateView)
    adverse_of_sessions = fields.Nested(RateView)
    serious = fields.Integer()


class LastingView(Schema):
    asked_after_a_year = fields.Nested(ShareView)
    response_after_a_year = fields.Nested(ShareView, allow_none=True)
    remission_after_a_year = fields.Nested(ShareView, allow_none=True)
    remission_half_a_year = fields.Nested(ShareView, allow_none=True)
    durable = fields.Nested(ShareView, allow_none=True)
    relapsed = fields.Nested(ShareView, allow_none=True)
    treated_again = fields.Nested(ShareView)


class BenchmarkView(Schema):
    key = fields.String()
    study = fields.String()
    sample = fields.String()
    n = fields.Integer()
    response = fields.List(fields.Float())  # the lowest and the highest per cent
    remission = fields.List(fields.Float())
    caveat = fields.String()
    source = fields.String()


class NamedView(Schema):
    key = fields.String()
    title = fields.String()


class OutcomesView(Schema):
    clinic = fields.String()
    title = fields.String()
    indications = fields.List(fields.String())
    ill = fields.String(allow_none=True)
    courses = fields.Integer()
    in_treatment = fields.Integer()
    not_started = fields.Integer()
    minors = fields.Integer()
    rows = fields.List(fields.Nested(OutcomeRowView))
    lasting = fields.Nested(LastingView)
    benchmarks = fields.List(fields.Nested(BenchmarkView))
    scales = fields.List(fields.Nested(NamedView))  # that the table can be asked for
    all_indications = fields.List(fields.Nested(NamedView))
