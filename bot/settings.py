"""One frozen settings object, read once from the environment (names with the prefix DUGIO_)."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Annotated, Any, Literal, get_type_hints

from msgspec import Meta, ValidationError, convert

PREFIX = "DUGIO_"


class Secret:
    """A text that no log and no error shows."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return f"Secret({'…' if self._text else ''})"

    def reveal(self) -> str:
        """Return the text itself."""
        return self._text


UNSET = Secret("")
"""Of a text that was not given."""
AS_IT_STANDS = "secret"
"""The setting that keeps the blanks around it: digests of before were made with them."""
Days = Annotated[int, Meta(ge=0, le=99_999)]
"""More would go back to before the first date that there is."""


class UnreadableSettings(Exception):
    """Some settings cannot be read: its text says which and what they are, never what stands there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """Everything that differs from one deployment to the next. README lists them all; a test says so."""

    telegram_token: Annotated[Secret, Meta(description="The bot's token from BotFather.")] = UNSET
    telegram_api: Annotated[str, Meta(description="Base address of the Bot API.")] = "https://api.telegram.org"
    database_url: Annotated[
        str, Meta(pattern=r"^(sqlite\+aiosqlite|postgresql(\+asyncpg)?)://", description="Where the tables stand.")
    ] = field(default="sqlite+aiosqlite:///var/dugio.sqlite3", repr=False)
    zalo_token: Annotated[Secret, Meta(description="The bot's token from Zalo Bot Creator.")] = UNSET
    zalo_api: Annotated[str, Meta(description="Base address of Zalo's Bot API.")] = "https://bot-api.zaloplatforms.com"
    zalo_messages: Annotated[int, Meta(description="Messages a month that the Zalo plan allows.")] = 3000
    zalo_people: Annotated[int, Meta(description="People that the Zalo plan allows.")] = 50
    zalo_link: Annotated[str, Meta(description="The address that opens the chat with the Zalo bot.")] = ""
    public_url: Annotated[str, Meta(description="The https address under which the web door is reached.")] = ""
    listen: Annotated[str, Meta(pattern=r":\d+$", description="Where the web door listens.")] = "127.0.0.1:8080"
    media_dir: Annotated[Path, Meta(description="Folder of photos and files.")] = Path("var/media")
    secret: Annotated[Secret, Meta(description="A long random text; signs invitation links.")] = UNSET
    keeper: Annotated[str, Meta(description="Who answers for people's data (đơn vị kiểm soát dữ liệu).")] = ""
    keeper_address: Annotated[str, Meta(description="The keeper's address.")] = ""
    contact: Annotated[str, Meta(description="Where people write about their data: telephone, e-mail.")] = ""
    data_officer: Annotated[str, Meta(description="Who is in charge of data protection at the keeper.")] = ""
    legal_basis: Annotated[
        Literal["consent", "duty"],
        Meta(
            description="What attendance and duties rest on: consent, or the duty of staff (Luật 91/2025, Điều 19, 25)."
        ),
    ] = "consent"
    processor: Annotated[
        bool, Meta(description="Whether a processor keeps the data for the keeper: true or false.")
    ] = False
    keep_marks: Annotated[Days, Meta(description="Days after a meeting for which who came is kept by name.")] = 3650
    keep_reflections: Annotated[Days, Meta(description="Days after a meeting for which reflections are kept.")] = 730
    keep_photos: Annotated[Days, Meta(description="Days for which photos are kept.")] = 1095
    keep_unsaid: Annotated[Days, Meta(description="Days for which files of unanswered faces are kept.")] = 14
    keep_texts: Annotated[Days, Meta(description="Days for which announcements and letters are kept.")] = 365
    keep_lists: Annotated[Days, Meta(description="Days for which people of a list who never join are kept.")] = 730
    keep_looks: Annotated[Days, Meta(description="Days for which it is kept who looked at whose data.")] = 365
    keep_requests: Annotated[Days, Meta(description="Days for which answered requests are kept.")] = 1825
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"],
        Meta(description="How much the log says: DEBUG, INFO, WARNING, ERROR or CRITICAL."),
    ] = "INFO"

    @property
    def unnamed_keeper(self) -> tuple[str, ...]:
        """The settings without which people cannot be told who keeps their data (Luật 91/2025/QH15, Điều 9)."""
        wanted = ("keeper", "keeper_address", "contact", "data_officer")
        return tuple(f"DUGIO_{name.upper()}" for name in wanted if not getattr(self, name).strip())

    @property
    def sold_channels(self) -> tuple[str, ...]:
        """The channels whose plans sell a number of messages and people."""
        return ("zalo",) if self.zalo_token.reveal() else ()

    def messages_on(self, channel: str) -> int | None:
        """Return how many messages a month a channel's plan allows; None for as many as leave."""
        return self.zalo_messages if channel == "zalo" else None

    def people_on(self, channel: str) -> int | None:
        """Return how many people a channel's plan allows; None for as many as come."""
        return self.zalo_people if channel == "zalo" else None


def names() -> list[str]:
    """Return the names of all settings, as `Settings` has them."""
    return [one.name for one in fields(Settings)]


def unread(environment: Mapping[str, str] | None = None) -> list[str]:
    """Return a sentence for each name that looks like a setting and is none: a slip there would go unseen."""
    given = os.environ if environment is None else environment  # noqa: TID251 - here the settings are read
    known = {f"{PREFIX}{name.upper()}" for name in names()}
    odd = sorted(name for name in given if name.upper().startswith(PREFIX) and name not in known)
    return [
        f"{name} is not read. Write it in capitals: {name.upper()}"
        if name.upper() in known
        # The name alone: what stands there may be a secret.
        else f"{name} is not read: there is no such setting."
        for name in odd
    ]


def read_settings(environment: Mapping[str, str] | None = None, **usual: Any) -> Settings:
    """Return the settings that the environment holds, `usual` where it has none, else what is usual for everybody.

    A line with nothing behind its name is none, and blanks around a value do not belong to it: files of settings have
    both. Raises UnreadableSettings with a line for each that cannot be read.
    """
    kept = os.environ if environment is None else environment  # noqa: TID251 - here the settings are read
    found, unreadable = dict(usual), []
    for name, kind in get_type_hints(Settings, include_extras=True).items():
        given = kept.get(f"{PREFIX}{name.upper()}", "")
        if not (text := given.strip()):
            continue
        try:
            found[name] = convert(given if name == AS_IT_STANDS else text, kind, strict=False, dec_hook=_made_of)
        except ValidationError:
            unreadable.append(_cannot_be_read(name, kind))
    if unreadable:
        raise UnreadableSettings("\n".join(unreadable))
    return Settings(**found)


def _made_of(kind: Callable[[str], Any], text: str) -> Any:
    return kind(text)


def _cannot_be_read(name: str, kind: Any) -> str:
    *_, meta = kind.__metadata__
    return f"{PREFIX}{name.upper()} cannot be read. {meta.description} By default: {getattr(Settings(), name)}"
