"""What a message is the app's own reply to."""

from bot.emulator.state import EmulatedPerson
from bot.emulator.wire import JSON


def quoted(person: EmulatedPerson, message_id: int) -> JSON:
    """Return the field of a reply, none for 0. Raises LookupError where there is no such message to reply to."""
    if not message_id:
        return {}
    record = person.records.get(message_id)
    if record is None or record.deleted:
        raise LookupError(f"there is no message {message_id}")
    # Telegram tells of one level only.
    return {"reply_to_message": {name: value for name, value in record.wire.items() if name != "reply_to_message"}}
