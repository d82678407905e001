"""Photos fetched from the addresses that events name: only from Zalo's own hosts, never from inside our network.

An event could name any address, so a host must be one of Zalo's, and what its name resolves to must be public:
the check is made on the very addresses that are connected to, so a name cannot change its meaning in between.
"""

import asyncio
import socket
from collections.abc import Collection
from http import HTTPStatus
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from bot.channels.answers import capped
from bot.messages import NotTaken, RetryLater, TooBig

IMAGE_HOSTS = ("zdn.vn", "zadn.vn", "zaloapp.com", "zaloplatforms.com", "zapps.me")
"""Zalo's names; everything under them counts, too. Where photos lie is documented nowhere, so they can be set."""

_TIMEOUT = aiohttp.ClientTimeout(total=120, sock_connect=5, sock_read=20)
_PAGES = (b"<", b"{")
"""How a page begins, or an error, that comes in place of a photo."""
_HOPS = 3
_TRIES = 3
# IPv4 addresses as networks with only IPv6 write them (NAT64, RFC 6052).
_TRANSLATED = IPv6Network("64:ff9b::/96")


class NotPublic(OSError):
    """A name leads into a private network."""


class PublicOnly(AbstractResolver):
    """Resolves as `names` does and refuses a name if any of its addresses is not public."""

    def __init__(self, names: AbstractResolver | None = None) -> None:
        self._names = names or aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the addresses. Raises `NotPublic`, or OSError for an unknown name."""
        found = await self._names.resolve(host, port, family)
        if not all(is_public(one["host"]) for one in found):
            raise NotPublic("the name leads into a private network")
        return found

    async def close(self) -> None:
        """Let go of the resolver inside."""
        await self._names.close()


class Images:
    """Fetches photos. `own` is the API's address: what lies there is taken too, even over http (a local stand-in)."""

    def __init__(
        self, hosts: Collection[str], own: str, *, pause: float = 1.0, names: AbstractResolver | None = None
    ) -> None:
        self._hosts = [host.lower().strip(".") for host in hosts]
        self._own = URL(own).origin()
        self._pause = pause
        self._names = names
        self._guarded: aiohttp.ClientSession | None = None
        self._plain: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Open the connections. Idempotent."""
        if self._guarded is None:
            self._guarded = _session(aiohttp.TCPConnector(resolver=PublicOnly(self._names)))
            self._plain = _session(aiohttp.TCPConnector())

    async def close(self) -> None:
        """Close the connections. Idempotent."""
        for session in (self._guarded, self._plain):
            if session is not None:
                await session.close()
        self._guarded = self._plain = None

    async def fetch(self, address: str, limit: int) -> bytes:
        """Return a photo's bytes, of at most `limit`. Raises `TooBig`, or `NotTaken` also after some failed tries."""
        for attempt in range(_TRIES):
            if attempt:
                await asyncio.sleep(self._pause * attempt)
            try:
                return await self._follow(address, limit)
            except RetryLater:
                continue
        raise NotTaken("the photo could not be fetched")

    async def _follow(self, address: str, limit: int) -> bytes:
        # Redirects are followed here and not by aiohttp, so that each of their hosts is checked as the first one was.
        for _ in range(_HOPS):
            url, session = self._allowed(address)
            try:
                async with session.get(url, timeout=_TIMEOUT, allow_redirects=False) as response:
                    location = response.headers.get("Location")
                    if location is None or response.status not in range(300, 400):
                        return await _content(response, limit)
                    address = str(url.join(URL(location)))
            except (aiohttp.ClientError, OSError, ValueError) as error:
                raise _trouble(error) from None
        raise NotTaken("the photo is sent from place to place")

    def _allowed(self, address: str) -> tuple[URL, aiohttp.ClientSession]:
        if self._guarded is None or self._plain is None:
            raise NotTaken("the connections are not open")
        try:
            url = URL(address)
            if url.user is None and url.origin() == self._own:
                return url, self._plain
            host = (url.host or "").rstrip(".").lower()
            fits = url.scheme == "https" and url.port == url.with_port(None).port and url.user is None
        except ValueError:
            raise NotTaken("the photo has no address") from None
        if not fits or not any(host == known or host.endswith(f".{known}") for known in self._hosts):
            raise NotTaken("the photo is not on one of Zalo's hosts")
        return url, self._guarded


def _session(connector: aiohttp.TCPConnector) -> aiohttp.ClientSession:
    # A photo gains nothing from being packed, and what is not unpacked cannot burst.
    headers = {"Accept-Encoding": "identity"}
    return aiohttp.ClientSession(
        connector=connector, headers=headers, auto_decompress=False, cookie_jar=aiohttp.DummyCookieJar()
    )


async def _content(response: aiohttp.ClientResponse, limit: int) -> bytes:
    if response.status != HTTPStatus.OK:
        later = response.status >= HTTPStatus.INTERNAL_SERVER_ERROR or response.status == HTTPStatus.TOO_MANY_REQUESTS
        raise RetryLater(0) if later else NotTaken(f"the photo came with status {response.status}")
    if (response.content_length or 0) > limit:
        raise TooBig
    content = await capped(response.content, limit)
    # What stands before Zalo's hosts may answer in their place, or be cut off.
    if not content or content.lstrip()[:1] in _PAGES:
        raise RetryLater(0)
    return content


def _trouble(error: Exception) -> NotTaken | RetryLater:
    cause = getattr(error, "os_error", error)
    if isinstance(cause, NotPublic):
        return NotTaken(str(cause))
    if isinstance(error, ValueError):  # an address that aiohttp or yarl cannot read
        return NotTaken("the photo has no address")
    return RetryLater(0)


def is_public(host: str) -> bool:
    """Return whether an IP address belongs to the public network, looking through what wraps an IPv4 address."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return False
    inner = _wrapped(address) if isinstance(address, IPv6Address) else None
    return (inner or address).is_global and not (inner or address).is_multicast


def _wrapped(address: IPv6Address) -> IPv4Address | None:
    if address in _TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
