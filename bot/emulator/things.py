"""What else people do in a chat: change a message, pass one on, send what is no text, write in a group."""

from typing import TYPE_CHECKING

from bot.emulator import replies, texts
from bot.emulator.state import EmulatedPerson, World
from bot.emulator.updates import Updates
from bot.emulator.wire import JSON

if TYPE_CHECKING:
    from collections.abc import Callable

EDITABLE_SECONDS = 48 * 3600
"""So long people may change what they have written."""


class PeoplesThings:
    """A part of `Control`; ids as there."""

    world: World
    updates: Updates
    person: "Callable[[int], EmulatedPerson]"
    _write: "Callable[[int, JSON], int]"

    def edit(self, user_id: int, message_id: int, text: str) -> None:
        """Change what a text of one's own says. Raises LookupError where there is none that may be changed."""
        record = self.person(user_id).records.get(message_id)
        if record is None or record.from_bot or record.deleted or "text" not in record.wire:
            raise LookupError(f"there is no text {message_id} of this person")
        now = self.world.date()
        if now - record.wire["date"] > EDITABLE_SECONDS or texts.units(text) > texts.TEXT_LIMIT:
            raise LookupError(f"message {message_id} can not be changed so")
        entities = texts.found(text)
        kept = {name: value for name, value in record.wire.items() if name != "entities"}
        record.wire = kept | {"text": text, "edit_date": now} | ({"entities": entities} if entities else {})
        record.edits += 1
        self.updates.add("edited_message", record.wire)
        self.world.changed(user_id)

    def forward(self, user_id: int, message_id: int) -> int:
        """Pass a message of this chat on to the bot, as if it came from elsewhere."""
        record = self.person(user_id).records.get(message_id)
        if record is None or record.deleted:
            raise LookupError(f"there is no message {message_id}")
        sender = record.wire["from"]
        origin = {"type": "user", "sender_user": sender, "date": record.wire["date"]}
        left_out = {"message_id", "from", "chat", "date", "edit_date", "reply_markup", "reply_to_message"}
        content = {name: value for name, value in record.wire.items() if name not in left_out}
        return self._write(user_id, content | {"forward_origin": origin})

    def send_video(self, user_id: int, content: bytes, *, caption: str = "", reply_to: int = 0) -> int:
        """Send a film that was made with the phone: it has no name."""
        kept = self.world.keep("video", "video.mp4", "video/mp4", content, (1280, 720))
        video = kept.to_json() | {"width": 1280, "height": 720, "duration": 5, "mime_type": "video/mp4"}
        words = {"caption": caption} if caption else {}
        return self._write(user_id, {"video": video} | words | replies.quoted(self.person(user_id), reply_to))

    def send_voice(self, user_id: int, content: bytes = b"OggS", *, seconds: int = 5) -> int:
        """Send what was spoken into the phone."""
        kept = self.world.keep("voice", "voice.oga", "audio/ogg", content)
        return self._write(user_id, {"voice": kept.to_json() | {"duration": seconds, "mime_type": "audio/ogg"}})

    def send_contact(self, user_id: int, phone: str, name: str) -> int:
        """Send somebody's card out of the phone's book."""
        return self._write(user_id, {"contact": {"phone_number": phone, "first_name": name}})

    def send_poll(self, user_id: int, question: str, options: "tuple[str, ...]") -> int:
        """Send a poll."""
        choices = [{"text": option, "voter_count": 0, "persistent_id": option} for option in options]
        poll: JSON = {"id": str(self.world.next_id()), "question": question, "options": choices, "type": "regular"}
        flags = ("is_closed", "allows_multiple_answers", "allows_revoting", "members_only")
        poll |= {"total_voter_count": 0, "is_anonymous": True} | dict.fromkeys(flags, False)
        return self._write(user_id, {"poll": poll})

    def add_group(self, group_id: int, title: str, by: int) -> None:
        """Found a group with the bot in it, which is told so; its id is below zero."""
        group = self.world.groups[group_id] = EmulatedPerson(group_id, title, started=True, group=True)
        left, member = ({"status": status, "user": self.world.bot} for status in ("left", "member"))
        change = {"chat": group.chat(), "from": self.person(by).user(), "date": self.world.date()}
        self.updates.add("my_chat_member", change | {"old_chat_member": left, "new_chat_member": member})

    def say_in_group(self, user_id: int, group_id: int, text: str) -> int:
        """Write in a group. The bot hears commands and what names it; of the rest Telegram tells it nothing."""
        group, entities = self.world.groups[group_id], texts.found(text)
        content = {"text": text} | ({"entities": entities} if entities else {})
        wire = self.world.post(group, content, from_bot=False, by=self.person(user_id)).wire
        if text.startswith("/") or f"@{self.world.bot['username']}".lower() in text.lower():
            self.updates.add("message", wire)
        return int(wire["message_id"])

    def in_group(self, group_id: int) -> list[str]:
        """Return what the bot has said in a group."""
        return [
            record.wire.get("text", "") for record in self.world.groups[group_id].records.values() if record.from_bot
        ]
