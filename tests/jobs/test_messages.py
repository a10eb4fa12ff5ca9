"""The outbox of what leaves the house."""

from server.messages.actions import queue
from server.messages.models import OutgoingMessage
from server.messages.rules import Channel, MessageState, Outgoing
from tests.builders import World


def test_a_message_is_queued_once_for_each_key_of_a_clinic(world: World) -> None:
    here, elsewhere = world.clinic("Here"), world.clinic("Elsewhere")
    first = Outgoing("alert:1", Channel.EMAIL, "ann@example.org", "alert", {"initials": "P. E."})
    again = Outgoing("alert:1", Channel.EMAIL, "ben@example.org", "alert")
    assert world.run(queue, here.id, [first], world.clock.now) == 1
    assert world.run(queue, here.id, [again], world.clock.now) == 0
    assert world.run(queue, elsewhere.id, [first], world.clock.now) == 1
    (message,) = world.rows(OutgoingMessage, clinic_id=here.id)
    assert (message.recipient, message.state, message.attempts) == ("ann@example.org", MessageState.QUEUED, 0)
    assert message.not_before == message.created_at == world.clock.now
