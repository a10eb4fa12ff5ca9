"""Studies as JSON."""

from marshmallow import Schema, fields, validate

from server.http import Instant, Text


class StudyBody(Schema):
    # It names files and stands in every export.
    key = fields.String(required=True, validate=validate.Regexp(r"^[a-z][a-z0-9-]{1,30}[a-z0-9]\Z"))
    title = Text(required=True, validate=validate.Length(1, 200))


class StudyView(Schema):
    id = fields.UUID()
    key = fields.String()
    title = fields.String()


class StudyRowView(StudyView):
    consented = fields.Integer()
    exports = fields.Integer()


class StudiesView(Schema):
    studies = fields.List(fields.Nested(StudyRowView))


class SubjectView(Schema):
    patient_id = fields.UUID(allow_none=True)
    name = fields.String(allow_none=True)
    pseudonym = fields.String()
    consented_on = fields.Date()
    withdrawn_on = fields.Date(allow_none=True)
    version = fields.String()


class CandidateView(Schema):
    patient_id = fields.UUID()
    name = fields.String()


class ExportView(Schema):
    id = fields.UUID()
    made_at = Instant()
    made_by = fields.String()
    as_of = fields.String()
    profile = fields.String()
    manifest = fields.Raw()


class StudyPageView(StudyView):
    subjects = fields.List(fields.Nested(SubjectView))
    candidates = fields.List(fields.Nested(CandidateView))
    exports = fields.List(fields.Nested(ExportView))


class ConsentBody(Schema):
    patient_id = fields.UUID(required=True)
    version = Text(required=True, validate=validate.Length(1, 60))
    given_on = fields.Date(required=True)


class WithdrawalBody(Schema):
    patient_id = fields.UUID(required=True)
    withdrawn_on = fields.Date(required=True)
