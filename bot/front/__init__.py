"""The service's own web door: files that go out by signed links, one upload page, webhooks, and a health check.

It exists for channels that carry no files themselves. Nothing here is listed, and no address of it is logged.
"""

from bot.front.front import Front, Hook

__all__ = ["Front", "Hook"]
