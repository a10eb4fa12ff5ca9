"""How staff are reached. Pure."""

import re

from server.errors import Invalid

_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_PAGER = re.compile(r"[A-Za-z0-9+._:@-]{1,80}")


def require_contacts(email: str | None, pager: str | None) -> None:
    """Raise Invalid for an e-mail address or a gateway's handle that no message could go to. None: there is none."""
    if email is not None and (len(email) > 200 or not _EMAIL.fullmatch(email)):
        raise Invalid("Write the address as name@example.org.", field="email")
    if pager is not None and not _PAGER.fullmatch(pager):
        raise Invalid("A handle has letters, digits and + . _ : @ - only, as your gateway gave it.", field="pager")
