"""Columns that several tables of an export share. Pure data."""

from server.studies.rules.columns import Column, Kind, Missing

SUBJECT = Column("subject", Kind.PSEUDONYM, "The person: a pseudonym, drawn at random for this study.")
COURSE = Column("course", Kind.INTEGER, "Which course of treatment of this person, 1 for the first.", lowest=1)
ANCHOR = "counted from the first treatment day of the course (day 0); earlier days are negative"
DAY = Column("day", Kind.INTEGER, f"Calendar day where the person was, {ANCHOR}.", "days")
ENTRY = Column("entry", Kind.INTEGER, "Which entry of this day, in the order of arrival.", lowest=1)
TIMEPOINT = Column(
    "timepoint",
    Kind.KEY,
    "The point of the schedule in whose window the day falls.",
    none=Missing.NOT_PLANNED,
)
REVISION = Column("revision", Kind.INTEGER, "How often the entry was sent with new content; 1: never edited.", lowest=1)
DAYS_TO_RECEIVE = Column(
    "days_to_receive",
    Kind.INTEGER,
    "Whole days from saving on the phone to arrival at the clinic; below 0: the phone's clock was off.",
    "days",
)
