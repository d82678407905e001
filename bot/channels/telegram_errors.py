"""What the Bot API refuses, and what happens on the way to it, by what the caller must do about it.

No address goes into an error, because Telegram's addresses carry the token.
"""

from bot.messages import Away, Blocked, NotTaken, RetryLater, SendError, Unclear

# Telegram has one error for many matters; only its words tell them apart.
_GONE = ("chat not found", "user is deactivated", "bot was blocked", "can't initiate conversation", "user not found")


class TelegramError(Exception):
    """Something that may have reached Telegram or not; `message` is Telegram's own sentence, or ours."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class BadRequest(TelegramError):
    """Telegram will not do it, now or later; only its words tell the many reasons apart."""


class ChatMigrated(TelegramError):
    """A group became another one; this service writes to persons alone."""


class Conflict(TelegramError):
    """Somebody else reads this bot's updates, or a webhook is set."""


class Forbidden(TelegramError):
    """The person has blocked the bot or is gone."""


class InvalidToken(TelegramError):
    """Telegram does not know the token: 401, or 404 for one that is not even formed like one."""


class NeverLeft(TelegramError):
    """Nobody took the connection, so nobody took the request."""


class InTrouble(TelegramError):
    """The server itself, or what stands before it, answered 500 to 504: it took nothing."""


class FloodWait(TelegramError):
    """Telegram asks to wait."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"Too many requests: wait {seconds} s")
        self.seconds = seconds


def send_error(error: TelegramError) -> SendError:
    """Return what a caller needs to know of an error: gone, later, away, never or who knows."""
    said = error.message.lower()
    if isinstance(error, Forbidden) or (isinstance(error, BadRequest) and any(gone in said for gone in _GONE)):
        return Blocked(error.message)
    if isinstance(error, FloodWait):
        return RetryLater(error.seconds)
    if isinstance(error, NeverLeft | InTrouble | InvalidToken):
        return Away(error.message)
    if isinstance(error, BadRequest | ChatMigrated):
        return NotTaken(error.message)
    return Unclear(error.message)
