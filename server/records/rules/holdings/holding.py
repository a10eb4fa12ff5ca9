"""What a table holds about patients, and what becomes of it: one decision for each column. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

# Why a column is not in a patient's own data. Everything else is.
SECRET = "proof of a way to sign in: whoever had it could pretend to be you or weaken what protects you"  # noqa: S105 # words
NUMBERING = "numbers by which phone and clinic keep the order of what is sent"
DERIVED_STAMP = "how Lodestone tells whether a figure has to be computed again"
POSTING = "how a message travels; what one to the clinic's staff says of you is your initials"
AS_PAGES_NEED_IT = "the same again, as a page needs it to say it in another language"
SEALING = "chance and digests by which the trail proves that nobody changed it"
OF_STAFF = "of a member of staff; empty in your rows"


@dataclass(frozen=True)
class Holding:
    """One table with patients' data. Columns by their names in the database, separated by spaces.

    title: for the patient. found_by: the column that leads to the patient. through: the table whose `id` that column
    holds, itself a holding; None: it holds the patient's id.
    shown: in the own data, in this order. links: ids of ours, in the JSON so that rows can be put together, not in the
    PDF. people: accounts of staff, shown by name and role. withheld: reason -> columns that the own data leaves out.
    keeps: why the rows stay when the patient is erased; None: they are deleted.
    """

    table: str
    title: str
    found_by: str
    shown: str
    through: str | None = None
    links: str = ""
    people: str = ""
    withheld: Mapping[str, str] = field(default_factory=dict)
    keeps: str | None = None

    @property
    def given(self) -> list[str]:
        """The columns of the own data, in order."""
        return [*self.shown.split(), *self.people.split(), *self.links.split()]

    def decided(self) -> Iterator[str]:
        """Every column with a decision. The clinic and the patient are said once for all of the own data."""
        yield "clinic_id"
        if self.through is None and self.found_by not in self.given:
            yield self.found_by
        yield from self.given
        for columns in self.withheld.values():
            yield from columns.split()
