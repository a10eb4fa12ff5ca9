"""Letting somebody in again who lost phone, passkey or password: who it is must be sure first. Pure."""

from collections.abc import Collection
from enum import StrEnum

from server.errors import Invalid

LEAST = 2  # two identifiers, as before a treatment; assurance reference 1.3


class IdentifiedBy(StrEnum):
    """What staff compared with the record before they took a person's word for who it is."""

    NAME = "name"
    BIRTH_DATE = "birth date"
    NUMBER = "record number"
    CONTACT = "telephone number or address"
    PHOTO_ID = "identity card"
    KNOWN = "known in person"


def require_identified(by: Collection[IdentifiedBy]) -> None:
    """Raise Invalid unless at least two different things were compared."""
    if len(set(by)) < LEAST:
        raise Invalid("Compare at least two of these with the record first.", field="identified_by")
