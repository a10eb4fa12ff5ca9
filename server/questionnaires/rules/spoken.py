"""Which of an instrument's languages a person reads. Pure."""

from collections.abc import Sequence


def in_language(wishes: Sequence[str], offered: Sequence[str]) -> str | None:
    """The offered language that fits the wishes best, or None. All are BCP 47 tags; the best wish first.

    A tag without a region stands for all of its regions, de for de-AT and the other way round. Two regions do not stand
    for each other: the wording for Brazil is not the one for Portugal.
    """
    for wish in wishes:
        language = wish.partition("-")[0]
        for fits in (wish, language):
            if fits in offered:
                return fits
        if wish == language:
            regional = [tag for tag in offered if tag.partition("-")[0] == language]
            if len(regional) == 1:
                return regional[0]
    return None
