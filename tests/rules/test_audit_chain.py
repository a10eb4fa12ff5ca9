"""How links, details and heads are digested: for ever as here, or every chain that there is would break."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from server.audit.rules.chain import (
    FIRST,
    Detail,
    Entry,
    Fault,
    Head,
    Link,
    Wrong,
    check_chain,
    digest_of_detail,
    digest_of_link,
    first_id_at,
)

AT = datetime(2026, 11, 23, 9, 0, 0, 123456, UTC)
DETAIL = Detail("session", {"pulses": 3000, "note": "ä"}, {"pulses": None}, "a slip")
ENTRY = Entry(
    UUID(int=1),
    UUID(int=2),
    AT,
    UUID(int=3),
    "clinician",
    "changed: session",
    UUID(int=4),
    None,
    "ab" * 16,
    digest_of_detail("00" * 16, DETAIL),
)


def test_the_digests_are_those_that_are_stored_already() -> None:
    assert ENTRY.detail_digest == "29562fa06a820fe17ad7403b7c4ca6a479cf655e3aec93a162670661a398cf68"
    sealed_at = datetime(2026, 11, 23, 9, 0, 30, tzinfo=UTC)
    link = "7f8a856dcafa56ab360f75c18a0824698e8eb90464054ad03bce79661787ed37"
    assert digest_of_link(FIRST, 1, sealed_at, ENTRY) == link


def test_the_words_of_a_head_are_those_that_are_signed_already() -> None:
    head = Head(UUID(int=1), date(2026, 11, 23), 1, "ff" * 32, datetime(2026, 11, 23, 9, 1, tzinfo=UTC))
    assert head.words == (
        '{"clinic_id":"00000000-0000-0000-0000-000000000001","digest":"' + "ff" * 32 + '",'
        '"on":"2026-11-23","seq":1,"signed_at":"2026-11-23T09:01:00.000000+00:00"}'
    )


def chain(number: int) -> list[Link]:
    links, digest = [], FIRST
    for seq in range(1, number + 1):
        entry = replace(ENTRY, id=UUID(int=100 + seq))
        digest = digest_of_link(digest, seq, AT, entry)
        links.append(Link(seq, AT, digest, entry, True))
    return links


def head_at(links: Sequence[Link], seq: int) -> Head:
    return Head(UUID(int=1), date(2026, 11, 23), seq, links[seq - 1].digest, AT)


@pytest.mark.parametrize(
    ("heads", "fault"),
    [
        ([], None),
        ([2, 4], None),
        ([5], Fault(5, Wrong.CUT, None, 5)),  # one link further than there are
        ([2, 9], Fault(5, Wrong.CUT, None, 5)),
    ],
)
def test_a_chain_must_reach_every_signed_head(heads: list[int], fault: Fault | None) -> None:
    links = chain(9)
    assert check_chain(links[:4], [head_at(links, seq) for seq in heads], set()).fault == fault


def test_a_chain_that_was_written_anew_is_bad_since_the_last_head_that_it_leads_to() -> None:
    links = chain(9)
    forged = replace(head_at(links, 7), digest="00" * 32)
    found = check_chain(links, [head_at(links, 3), forged], set())
    assert found.fault == Fault(7, Wrong.REWRITTEN, UUID(int=107), 4)


def test_an_erased_patients_detail_may_be_gone_and_nobody_elses() -> None:
    (link,) = chain(1)
    gone = replace(link, detail_matches=None)
    assert check_chain([gone], [], {UUID(int=4)}).erased == 1
    assert check_chain([gone], [], {UUID(int=5)}).fault == Fault(1, Wrong.DETAIL_MISSING, UUID(int=101), 1)


def test_links_that_were_sealed_late_are_counted() -> None:
    late, digest = [], FIRST
    for seq, wait in enumerate((timedelta(minutes=60), timedelta(minutes=60, microseconds=1)), 1):
        digest = digest_of_link(digest, seq, AT + wait, ENTRY)
        late.append(Link(seq, AT + wait, digest, ENTRY, True))
    assert check_chain(late, [], set()).late == 1


def test_ids_rise_with_their_time_and_none_of_a_moment_is_lower_than_its_first() -> None:
    first = first_id_at(AT)
    assert first.version == 7
    assert first < first_id_at(AT + timedelta(milliseconds=1))
    assert first.int & ((1 << 62) - 1) == 0
