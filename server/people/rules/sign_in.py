"""What comes of proving who one is: a session, or the question at which clinic. Pure."""

from dataclasses import dataclass
from uuid import UUID

from server.access import Actor, Role
from server.people.rules import Token


@dataclass(frozen=True)
class Caller:
    """Who asks to be let in. address: where from. label: the browser and device. former: the token of the session that
    the browser still had, which ends. tablet: the token of the clinic's tablet that the browser is, if it is one."""

    address: str
    label: str
    former: str | None = None
    tablet: str | None = None


@dataclass(frozen=True)
class Workplace:
    """A clinic at which an account works, and as what."""

    clinic_id: UUID
    clinic: str
    role: Role


@dataclass(frozen=True)
class Choice:
    """Somebody is who they say and works at several clinics. ticket: with it they say at which one, within minutes."""

    ticket: str
    workplaces: list[Workplace]


Entered = tuple[Token, Actor] | Choice
