"""What the commands that serve have in common: they look at their port first, and stop in order when told to."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Coroutine

import click


def must_be_free(host: str, port: int, instead: str) -> None:
    """Listen at an address for an instant. Raises ClickException, which ends with `instead`, where that cannot be."""
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        reason = (error.strerror or str(error)).partition(" (while")[0].lower()
        raise click.ClickException(f"Cannot listen at {host}:{port}: {reason}. {instead}") from None


async def until_stopped(serving: Coroutine[None, None, None]) -> None:
    """Serve until SIGTERM or Ctrl+C, also where the shell that started it has Ctrl+C ignored."""
    task = asyncio.ensure_future(serving)
    for stop in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(stop, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task
