"""Ports: looked at before a command begins anything, so that a busy one is a sentence and not a traceback."""

import socket

import click


def must_be_free(host: str, port: int, instead: str) -> None:
    """Listen at an address for an instant. Raises ClickException, which ends with `instead`, where that cannot be."""
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        reason = (error.strerror or str(error)).partition(" (while")[0].lower()
        raise click.ClickException(f"Cannot listen at {host}:{port}: {reason}. {instead}") from None
