"""One frozen settings object, read once from the environment (names with the prefix DUGIO_)."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Everything that differs from one deployment to the next. README lists them all; a test says so."""

    model_config = SettingsConfigDict(env_prefix="DUGIO_", frozen=True)

    telegram_token: SecretStr = Field(default=SecretStr(""), description="The bot's token from BotFather.")
    telegram_api: str = Field(default="https://api.telegram.org", description="Base address of the Bot API.")
    database_url: str = Field(default="sqlite+aiosqlite:///var/dugio.sqlite3", description="Where the tables stand.")
    media_dir: Path = Field(default=Path("var/media"), description="Folder of photos and files.")
    secret: SecretStr = Field(default=SecretStr(""), description="A long random text; signs invitation links.")
    keeper: str = Field(default="Phòng Giáo dục và Đào tạo", description="Who keeps the data, named before consent.")
    contact: str = Field(default="", description="Where people write about their data, named before consent.")
    log_level: str = Field(default="INFO", description="How much the log says.")
