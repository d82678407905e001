"""The methods of the Bot API, answered and refused as Telegram does."""

import asyncio
import re
from collections.abc import Callable
from typing import Any

from bot.emulator import outgoing
from bot.emulator.state import Alert, EmulatedPerson, Record, World
from bot.emulator.updates import Updates
from bot.emulator.wire import JSON, Params, TelegramRefused, bad, plain

# As the Bot API's own text has them: getFile, answerCallbackQuery, setMyCommands, deleteMessage, sendChatAction.
DOWNLOAD_LIMIT = 20 * 1024 * 1024
ANSWER_LIMIT = 200
COMMANDS_LIMIT = 100
DESCRIPTION_LIMIT = 256
ABOUT_LIMIT = 512
SHORT_LIMIT = 120
DELETABLE_SECONDS = 48 * 3600
TYPING_SECONDS = 5
ACTIONS = {
    "typing",
    "upload_photo",
    "upload_document",
    "upload_video",
    "upload_video_note",
    "upload_voice",
    "record_video",
    "record_video_note",
    "record_voice",
    "choose_sticker",
    "find_location",
}
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


class Methods:
    """What one bot can ask for; every method but getUpdates answers at once."""

    def __init__(self, world: World, updates: Updates) -> None:
        self.world = world
        self.updates = updates
        self._by_name: dict[str, Callable[[Params], Any]] = {
            method.__name__.replace("_", ""): method
            for method in (
                self.get_me,
                self.set_webhook,
                self.delete_webhook,
                self.get_webhook_info,
                self.set_my_commands,
                self.get_my_commands,
                self.set_my_description,
                self.set_my_short_description,
                self.get_chat,
                self.send_message,
                self.send_photo,
                self.send_document,
                self.send_media_group,
                self.send_chat_action,
                self.edit_message_text,
                self.edit_message_caption,
                self.edit_message_reply_markup,
                self.delete_message,
                self.answer_callback_query,
                self.get_file,
            )
        }

    @property
    def names(self) -> list[str]:
        """The methods that answer at once, in small letters."""
        return list(self._by_name)

    def call(self, method: str, params: Params) -> Any:
        """Answer a method by its name in small letters."""
        if method not in self._by_name:
            raise plain(404)
        return self._by_name[method](params)

    def get_me(self, _: Params) -> JSON:
        """Tell who the bot is."""
        abilities = ("can_join_groups", "can_read_all_group_messages", "supports_inline_queries")
        return self.world.bot | dict.fromkeys(abilities, False)

    async def get_updates(self, params: Params) -> list[JSON]:
        """Hand out updates, waiting for them up to `timeout` seconds."""
        if "allowed_updates" in params.values:
            self.updates.allowed = params.data("allowed_updates") or []
        # A poll waits at most this long, whatever it asks for, as at the Bot API's own server.
        seconds = min(max(params.number("timeout"), 0), 50)
        return await self.updates.poll(params.number("offset"), params.number("limit", 100), seconds)

    def set_webhook(self, params: Params) -> bool:
        """Post updates to an address; plain http is taken too, since it never leaves this machine."""
        url = params.text("url")
        if url and not url.startswith(
            ("http://127.0.0.1", "http://localhost", "https://127.0.0.1", "https://localhost")
        ):
            raise bad("bad webhook: IP address is reserved")
        secret = params.text("secret_token")
        if not re.fullmatch(r"[\w-]{0,256}", secret, re.ASCII):
            raise bad("secret token contains unallowed characters")
        self.updates.set_webhook(url, secret, params.number("max_connections", 40))
        self.updates.allowed = params.data("allowed_updates") or self.updates.allowed
        return self._drop_pending(params)

    def delete_webhook(self, params: Params) -> bool:
        """Go back to polling."""
        if self.updates.webhook.url:
            self.updates.set_webhook("", "", 40)
        return self._drop_pending(params)

    def _drop_pending(self, params: Params) -> bool:
        if params.flag("drop_pending_updates"):
            self.updates.pending.clear()
        return True

    def get_webhook_info(self, _: Params) -> JSON:
        """Tell where updates go and how many wait."""
        webhook = self.updates.webhook
        info = {
            "url": webhook.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates.pending),
        }
        more = {"max_connections": webhook.max_connections} | webhook.error if webhook.url else {}
        allowed = {"allowed_updates": self.updates.allowed} if self.updates.allowed else {}
        return info | more | allowed

    def set_my_commands(self, params: Params) -> bool:
        """Keep the menu of commands of a scope and language."""
        commands = params.data("commands") or []
        if len(commands) > COMMANDS_LIMIT:
            raise bad("BOT_COMMANDS_TOO_MUCH")
        for command in commands:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", str(command.get("command", "")), re.ASCII):
                raise bad("BOT_COMMAND_INVALID")
            if not 1 <= len(str(command.get("description", ""))) <= DESCRIPTION_LIMIT:
                raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
        self.world.commands[_scope(params)] = commands
        self.world.changed()
        return True

    def get_my_commands(self, params: Params) -> list[JSON]:
        """Return the menu of exactly this scope and language."""
        return self.world.commands.get(_scope(params), [])

    def set_my_description(self, params: Params) -> bool:
        """Keep what stands in an empty chat."""
        return self._describe(params, "description", ABOUT_LIMIT)

    def set_my_short_description(self, params: Params) -> bool:
        """Keep what stands in the bot's profile."""
        return self._describe(params, "short_description", SHORT_LIMIT)

    def _describe(self, params: Params, name: str, most: int) -> bool:
        text = params.text(name)
        if len(text) > most:
            raise bad(f"BOT_{name.upper()}_INVALID")
        self.world.about[name] = text
        return True

    def get_chat(self, params: Params) -> JSON:
        """Tell about a person."""
        gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
        more = {
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": dict.fromkeys(gifts, False),
        }
        return self._person(params).chat() | more

    def send_message(self, params: Params) -> JSON:
        """Send a text."""
        return self._send(params, outgoing.markup(params) | outgoing.text(params))

    def send_photo(self, params: Params) -> JSON:
        """Send a picture."""
        content = outgoing.markup(params) | outgoing.caption(params)
        return self._send(params, content | outgoing.photo(self.world, params, params.values.get("photo")))

    def send_document(self, params: Params) -> JSON:
        """Send a file."""
        content = outgoing.markup(params) | outgoing.caption(params)
        return self._send(params, content | outgoing.document(self.world, params, params.values.get("document")))

    def send_media_group(self, params: Params) -> list[JSON]:
        """Send an album: all of its messages or none."""
        contents = outgoing.album(self.world, params)
        # An album is only a common id: nothing tells a bot how many messages it has.
        group = {"media_group_id": str(self.world.next_id())} if len(contents) > 1 else {}
        return [self._send(params, content | group) for content in contents]

    def _send(self, params: Params, content: JSON) -> JSON:
        return self.world.post(self._reachable(params), content, from_bot=True).wire

    def send_chat_action(self, params: Params) -> bool:
        """Show that the bot is at work."""
        if params.text("action") not in ACTIONS:
            raise bad("wrong parameter action in request")
        person = self._reachable(params)
        person.typing_until = asyncio.get_running_loop().time() + TYPING_SECONDS
        self.world.changed(person.id)
        return True

    def edit_message_text(self, params: Params) -> JSON:
        """Replace a text and its buttons."""
        return self._edit(params, outgoing.text(params) | outgoing.markup(params), ("text", "entities", "reply_markup"))

    def edit_message_caption(self, params: Params) -> JSON:
        """Replace a caption and its buttons."""
        content = outgoing.caption(params) | outgoing.markup(params)
        return self._edit(params, content, ("caption", "caption_entities", "reply_markup"))

    def edit_message_reply_markup(self, params: Params) -> JSON:
        """Replace the buttons alone; this does not count as an edit for the reader."""
        return self._edit(params, outgoing.markup(params), ("reply_markup",))

    def _edit(self, params: Params, content: JSON, fields: tuple[str, ...]) -> JSON:
        person, record = self._own(params, "edit")
        has_file = "photo" in record.wire or "document" in record.wire
        if fields[0] in {"text", "caption"} and has_file != (fields[0] == "caption"):
            raise bad(f"there is no {fields[0]} in the message to edit")
        # Telegram refuses this, so that a bot which edits in vain finds out here and not in service.
        if content == {name: record.wire[name] for name in fields if name in record.wire}:
            raise bad(NOT_MODIFIED)
        record.wire = {name: value for name, value in record.wire.items() if name not in fields} | content
        if fields[0] != "reply_markup":
            record.wire["edit_date"] = self.world.date()
            record.edits += 1
        self.world.changed(person.id)
        return record.wire

    def delete_message(self, params: Params) -> bool:
        """Take a message of the last 48 hours out of the chat."""
        person, record = self._own(params, "delete")
        if self.world.date() - record.wire["date"] > DELETABLE_SECONDS:
            raise bad("message can't be deleted for everyone")
        record.deleted = True
        self.world.changed(person.id)
        return True

    def answer_callback_query(self, params: Params) -> bool:
        """Let a pressed button rest, with or without a word to the person."""
        # A press is answered once: after that, and after a while, Telegram calls the query too old.
        text = params.text("text")
        if len(text) > ANSWER_LIMIT:
            raise bad("MESSAGE_TOO_LONG")
        press = self.world.presses.pop(params.text("callback_query_id"), None)
        if press is None:
            raise bad(TOO_OLD)
        person = self.world.people[press.person]
        person.alerts.append(Alert(press.id, text, params.flag("show_alert")))
        self.world.changed(person.id)
        return True

    def get_file(self, params: Params) -> JSON:
        """Give the path under which a file can be fetched."""
        kept = self.world.files.get(params.text("file_id"))
        if kept is None:
            raise bad("wrong file_id or the file is temporarily unavailable")
        if len(kept.content) > DOWNLOAD_LIMIT:
            raise bad("file is too big")
        return kept.to_json() | {"file_path": kept.path}

    def _person(self, params: Params) -> EmulatedPerson:
        if not params.text("chat_id"):
            raise bad("chat_id is empty")
        number = params.number("chat_id")
        person = self.world.people.get(number) or self.world.groups.get(number)
        if person is None:
            raise bad("chat not found")
        return person

    def _reachable(self, params: Params) -> EmulatedPerson:
        person = self._person(params)
        if person.blocked:
            raise TelegramRefused(403, "Forbidden: bot was blocked by the user")
        if not person.started:
            raise TelegramRefused(403, "Forbidden: bot can't initiate conversation with a user")
        return person

    def _own(self, params: Params, act: str) -> tuple[EmulatedPerson, Record]:
        person = self._person(params)
        if not params.text("message_id"):
            raise bad("message identifier is not specified")
        record = person.records.get(params.number("message_id"))
        if record is None or record.deleted:
            raise bad(f"message to {act} not found")
        if act == "edit" and not record.from_bot:
            raise bad("message can't be edited")
        return person, record


def _scope(params: Params) -> tuple[str, str]:
    scope = params.data("scope") or {}
    chat = f":{scope['chat_id']}" if "chat_id" in scope else ""
    return str(scope.get("type", "default")) + chat, params.text("language_code")
