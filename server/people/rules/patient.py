"""A patient's age, and what is needed of a guardian. Pure."""

from datetime import date

from server.errors import Invalid
from server.wording import dated, say


def age_on(birth_date: date | None, on: date) -> int | None:
    """Whole years on that day; None if the birth date is not known. Who was born on 29 February is a year older on
    1 March."""
    if birth_date is None:
        return None
    return on.year - birth_date.year - ((on.month, on.day) < (birth_date.month, birth_date.day))


def require_consent_of_guardian(birth_date: date | None, on: date, of_age: int, *, has_consent: bool) -> None:
    """Raise Invalid for a minor without a guardian's consent on file. of_age: the years from which one is none."""
    age = age_on(birth_date, on)
    if age is not None and age < of_age and not has_consent:
        raise Invalid(
            say(
                "The patient is under {years} on {on}. Record a guardian's consent on the patient's page first.",
                years=of_age,
                on=dated(on),
            ),
            field="guardian",
        )
