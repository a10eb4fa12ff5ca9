"""The short codes that are typed on a tablet of the clinic, and how little of a patient it shows. Pure.

Eight characters: three find the code, five are the secret. The tablet's cookie tells the clinic, so that no characters
of the code have to.
"""

from server.people.rules.invitation import KEY_LETTERS, SECRET_LETTERS, ShortCode, letters_of


def read_kiosk_code(text: str) -> ShortCode | None:
    """The code as typed, forgiving as invitations' codes are. None: it is none."""
    letters = letters_of(text, KEY_LETTERS + SECRET_LETTERS)
    return None if letters is None else ShortCode("", letters[:KEY_LETTERS], letters[KEY_LETTERS:])


def shown_as(name: str, how: str) -> str:
    """By what a patient knows that the forms are their own, and others learn little.

    how: "first name" or "initials", see the setting kiosk.shows.
    """
    words = name.replace(",", " ").split()
    if not words:
        return ""
    if how == "first name":
        return words[0]
    ends = words if len(words) == 1 else [words[0], words[-1]]
    return " ".join(f"{word[0].upper()}." for word in ends)
