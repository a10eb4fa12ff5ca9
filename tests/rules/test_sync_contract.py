"""The sync contract: whatever happens on the way, the clinic ends up with what the phone meant."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.audit.rules import Sent, Standing, Verdict, hash_of, judge

PHONE, TABLET = UUID(int=1), UUID(int=2)


class Clinic:
    """The revisions of one entry, kept as the server keeps them."""

    def __init__(self) -> None:
        self.kept: list[Sent] = []

    def take(self, device: UUID, seq: int, content: str | None, base: int | None = None) -> Verdict:
        verdict = judge(self.kept, device, seq, _hash(content), base)
        if verdict in (Verdict.REPEAT, Verdict.REPEATED_CONFLICT):
            return verdict
        if verdict in (Verdict.FIRST, Verdict.NEWER):
            self.kept = [_past(each) for each in self.kept]
            standing = Standing.DELETED if content is None else Standing.CURRENT
        else:
            standing = Standing.CONFLICT if verdict is Verdict.CONFLICT else Standing.PAST
        self.kept.append(Sent(len(self.kept) + 1, device, seq, _hash(content), standing))
        return verdict

    @property
    def holds(self) -> tuple[Standing, str] | None:
        for each in self.kept:
            if each.standing in (Standing.CURRENT, Standing.DELETED):
                return each.standing, each.content_hash
        return None


def _past(sent: Sent) -> Sent:
    standing = Standing.CONFLICT if sent.standing is Standing.CONFLICT else Standing.PAST
    return Sent(sent.number, sent.device, sent.seq, sent.content_hash, standing)


def _hash(content: str | None) -> str:
    return hash_of("check-in", None if content is None else {"note": content})


def test_a_first_write_is_stored_and_its_repeat_does_nothing_for_ever() -> None:
    clinic = Clinic()
    assert clinic.take(PHONE, 1, "a") is Verdict.FIRST
    assert [clinic.take(PHONE, 1, "a") for _ in range(3)] == [Verdict.REPEAT] * 3
    assert len(clinic.kept) == 1


def test_an_edit_after_a_lost_answer_is_no_conflict() -> None:
    """The phone never saw the answer to its first write, so it names no base."""
    clinic = Clinic()
    clinic.take(PHONE, 1, "a")
    assert clinic.take(PHONE, 2, "b", base=None) is Verdict.NEWER


def test_an_older_write_that_arrives_later_changes_nothing() -> None:
    clinic = Clinic()
    clinic.take(PHONE, 2, "b")
    assert clinic.take(PHONE, 1, "a") is Verdict.OVERTAKEN
    assert clinic.holds == (Standing.CURRENT, _hash("b"))


def test_a_phone_restored_from_a_backup_conflicts_and_both_are_kept() -> None:
    clinic = Clinic()
    clinic.take(PHONE, 1, "a")
    assert clinic.take(PHONE, 1, "other") is Verdict.CONFLICT
    assert clinic.take(PHONE, 1, "other") is Verdict.REPEATED_CONFLICT
    assert clinic.holds == (Standing.CURRENT, _hash("a"))
    assert len(clinic.kept) == 2


@pytest.mark.parametrize(
    ("base", "verdict"),
    [
        (1, Verdict.NEWER),  # it had seen what the clinic holds
        (None, Verdict.CONFLICT),  # it had seen nothing
        (7, Verdict.CONFLICT),  # it had seen something else
    ],
)
def test_another_device_must_have_seen_what_it_replaces(base: int | None, verdict: Verdict) -> None:
    clinic = Clinic()
    clinic.take(PHONE, 5, "a")
    assert clinic.take(TABLET, 1, "b", base) is verdict


def test_a_tombstone_stands_even_for_an_entry_never_seen() -> None:
    clinic = Clinic()
    assert clinic.take(PHONE, 2, None) is Verdict.FIRST
    assert clinic.take(PHONE, 1, "late") is Verdict.OVERTAKEN
    assert clinic.take(TABLET, 1, "other") is Verdict.CONFLICT
    assert clinic.holds == (Standing.DELETED, _hash(None))


def test_the_hash_sees_the_kind_and_the_content_but_not_the_order_of_keys() -> None:
    assert hash_of("check-in", {"a": 1, "b": 2}) == hash_of("check-in", {"b": 2, "a": 1})
    assert hash_of("check-in", {"a": 1}) != hash_of("response", {"a": 1})
    assert hash_of("check-in", None) != hash_of("check-in", {})


@given(
    contents=st.lists(st.one_of(st.none(), st.text(max_size=3)), min_size=1, max_size=6),
    order=st.randoms(use_true_random=False),
    repeats=st.integers(1, 3),
)
def test_one_phones_writes_end_the_same_in_every_order_and_however_often(
    contents: list[str | None], order: object, repeats: int
) -> None:
    writes = [(seq, content) for seq, content in enumerate(contents, start=1)] * repeats
    order.shuffle(writes)  # type: ignore[attr-defined]
    clinic = Clinic()
    for seq, content in writes:
        clinic.take(PHONE, seq, content)
    last = contents[-1]
    assert clinic.holds == (Standing.DELETED if last is None else Standing.CURRENT, _hash(last))
    assert len(clinic.kept) == len(contents)  # every revision is kept once


@given(st.lists(st.tuples(st.sampled_from([PHONE, TABLET]), st.integers(1, 4), st.text(max_size=2)), max_size=12))
def test_nothing_that_was_sent_is_ever_lost(writes: list[tuple[UUID, int, str]]) -> None:
    clinic = Clinic()
    for device, seq, content in writes:
        clinic.take(device, seq, content)
    kept = {(each.device, each.seq, each.content_hash) for each in clinic.kept}
    assert kept == {(device, seq, _hash(content)) for device, seq, content in writes}
    assert sum(each.standing in (Standing.CURRENT, Standing.DELETED) for each in clinic.kept) <= 1
