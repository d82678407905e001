"""One frozen settings object, read once from the environment (names with the prefix DUGIO_)."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Everything that differs from one deployment to the next. README lists them all; a test says so."""

    model_config = SettingsConfigDict(env_prefix="DUGIO_", frozen=True)

    telegram_token: SecretStr = Field(default=SecretStr(""), description="The bot's token from BotFather.")
    telegram_api: str = Field(default="https://api.telegram.org", description="Base address of the Bot API.")
    database_url: str = Field(default="sqlite+aiosqlite:///var/dugio.sqlite3", description="Where the tables stand.")
    zalo_token: SecretStr = Field(default=SecretStr(""), description="The bot's token from Zalo Bot Creator.")
    zalo_api: str = Field(default="https://bot-api.zaloplatforms.com", description="Base address of Zalo's Bot API.")
    zalo_messages: int = Field(default=3000, description="Messages a month that the Zalo plan allows.")
    zalo_people: int = Field(default=50, description="People that the Zalo plan allows.")
    zalo_link: str = Field(default="", description="The address that opens the chat with the Zalo bot.")
    public_url: str = Field(default="", description="The https address under which the web door is reached.")
    listen: str = Field(default="127.0.0.1:8080", pattern=r":\d+$", description="Where the web door listens.")
    media_dir: Path = Field(default=Path("var/media"), description="Folder of photos and files.")
    secret: SecretStr = Field(default=SecretStr(""), description="A long random text; signs invitation links.")
    keeper: str = Field(default="", description="Who answers for people's data (đơn vị kiểm soát dữ liệu).")
    keeper_address: str = Field(default="", description="The keeper's address.")
    contact: str = Field(default="", description="Where people write about their data: telephone, e-mail.")
    data_officer: str = Field(default="", description="Who is in charge of data protection at the keeper.")
    legal_basis: Literal["consent", "duty"] = Field(
        default="consent",
        description="What attendance and duties rest on: consent, or the duty of staff (Luật 91/2025, Điều 19, 25).",
    )
    processor: bool = Field(default=False, description="Whether a processor keeps the data for the keeper.")
    keep_marks: int = Field(default=3650, ge=0, description="Days after a meeting for which who came is kept by name.")
    keep_reflections: int = Field(default=730, ge=0, description="Days after a meeting for which reflections are kept.")
    keep_photos: int = Field(default=1095, ge=0, description="Days for which photos are kept.")
    keep_unsaid: int = Field(default=14, ge=0, description="Days for which files of unanswered faces are kept.")
    keep_texts: int = Field(default=365, ge=0, description="Days for which announcements and letters are kept.")
    keep_lists: int = Field(default=730, ge=0, description="Days for which people of a list who never join are kept.")
    keep_looks: int = Field(default=365, ge=0, description="Days for which it is kept who looked at whose data.")
    keep_requests: int = Field(default=1825, ge=0, description="Days for which answered requests are kept.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = Field(
        default="INFO", description="How much the log says: DEBUG, INFO, WARNING, ERROR or CRITICAL."
    )

    @property
    def unnamed_keeper(self) -> tuple[str, ...]:
        """The settings without which people cannot be told who keeps their data (Luật 91/2025/QH15, Điều 9)."""
        wanted = ("keeper", "keeper_address", "contact", "data_officer")
        return tuple(f"DUGIO_{name.upper()}" for name in wanted if not getattr(self, name).strip())

    @property
    def sold_channels(self) -> tuple[str, ...]:
        """The channels whose plans sell a number of messages and people."""
        return ("zalo",) if self.zalo_token.get_secret_value() else ()

    def messages_on(self, channel: str) -> int | None:
        """Return how many messages a month a channel's plan allows; None for as many as leave."""
        return self.zalo_messages if channel == "zalo" else None

    def people_on(self, channel: str) -> int | None:
        """Return how many people a channel's plan allows; None for as many as come."""
        return self.zalo_people if channel == "zalo" else None
