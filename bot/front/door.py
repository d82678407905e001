"""How the web server listens: to at most so many connections, each closed that brings no whole request for a while."""

import asyncio

from aiohttp import web

MOST_CONNECTIONS = 200
IDLE_SECONDS = 30.0
"""How long the head of a request may take to come, from the connection's beginning or the answer before."""
FULL = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Door:
    """Listens for an application until closed."""

    def __init__(self, app: web.Application) -> None:
        # Requests are not logged: their paths are the keys to what lies behind them.
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=2, keepalive_timeout=IDLE_SECONDS)
        self._listening: asyncio.Server | None = None

    async def open(self, host: str, port: int) -> int:
        """Listen and return the port, a free one where 0 is asked. Raises OSError where it is taken."""
        await self._runner.setup()
        self._listening = await asyncio.get_running_loop().create_server(self._connection, host, port)
        return int(self._listening.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Stop listening, and give what is under way two seconds."""
        if self._listening:
            self._listening.close()
        await self._runner.cleanup()

    @property
    def connections(self) -> int:
        """How many are open."""
        return len(self._runner.server.connections) if self._runner.server else 0

    def _connection(self) -> asyncio.BaseProtocol:
        if self._runner.server is None or self.connections >= MOST_CONNECTIONS:
            return _Full()
        return self._runner.server()


class _Full(asyncio.Protocol):
    """Answers 503 and closes, before a request is read: aiohttp itself has no limit of connections."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        transport.write(FULL)
        transport.close()
