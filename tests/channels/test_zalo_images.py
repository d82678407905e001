"""Photos come from Zalo's hosts and from nowhere else; no request reaches this machine or its network."""

import socket

import aiohttp
import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver
from odd_server import serving
from zalo_kit import channel_to, fake_zalo

from bot.channels.zalo_images import Images, NotPublic, PublicOnly, is_public
from bot.messages import FileRef, NotTaken, TooBig

PHOTO = b"x" * 300_000


class Names(AbstractResolver):
    """A name server that says what it is told to; it remembers who was asked for."""

    def __init__(self, *addresses):
        self.addresses = addresses
        self.asked = []

    async def resolve(self, host, port=0, family=socket.AF_INET):
        self.asked.append(host)
        if not self.addresses:
            raise OSError("no such name")
        return [
            {"hostname": host, "host": one, "port": port, "family": family, "proto": 0, "flags": 0}
            for one in self.addresses
        ]

    async def close(self):
        pass


@pytest.fixture
async def hits():
    return []


@pytest.fixture
async def inside(hits):
    """A server on this machine that no photo's address may reach."""

    async def touched(request):
        hits.append(str(request.url))
        return web.Response(body=PHOTO)

    async with serving(web.get("/{path:.*}", touched)) as base:
        yield base


def images(own="https://bot-api.zaloplatforms.com", names=None, hosts=("zdn.vn", "zaloapp.com")):
    return Images(hosts, own, pause=0.01, names=names)


@pytest.fixture
async def fetch():
    opened = []

    async def get(address, limit=1_000_000, **options):
        client = images(**options)
        opened.append(client)
        await client.open()
        return await client.fetch(address, limit)

    yield get
    for client in opened:
        await client.close()


@pytest.mark.parametrize(
    "address",
    [
        "https://photos.example/a.jpg",
        "https://zdn.vn.example/a.jpg",
        "https://evilzdn.vn/a.jpg",
        "http://photo-stal-1.zdn.vn/a.jpg",
        "https://photo-stal-1.zdn.vn:8443/a.jpg",
        "https://zdn.vn@127.0.0.1/a.jpg",
        "https://user:word@photo-stal-1.zdn.vn/a.jpg",
        "https://127.0.0.1/a.jpg",
        "https://[::1]/a.jpg",
        "https://2130706433/a.jpg",
        "https://localhost/a.jpg",
        "file:///etc/hostname",
        "ftp://photo-stal-1.zdn.vn/a.jpg",
        "//photo-stal-1.zdn.vn/a.jpg",
        "a.jpg",
        "",
        "https://",
        "https://[zdn.vn",
        "https://zdn.vn:port/a.jpg",
        "https://x\x00.zdn.vn/a.jpg",
    ],
)
async def test_other_addresses_are_not_even_looked_up(fetch, address):
    names = Names("127.0.0.1")
    with pytest.raises(NotTaken):
        await fetch(address, names=names)
    assert [host for host in names.asked if "\x00" not in host] == []


async def test_this_machine_by_its_address_is_not_asked(fetch, inside, hits):
    for address in (inside, inside.replace("127.0.0.1", "localhost"), inside.replace("http", "https")):
        with pytest.raises(NotTaken):
            await fetch(f"{address}/a.jpg")
    assert hits == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.7",
        "172.16.3.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - an address that must be refused
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fc00::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "no address",
    ],
)
async def test_a_name_of_zalos_that_leads_inside_is_refused(fetch, address):
    """Also where only one of its addresses does: which one would be connected to is not ours to choose."""
    names = Names("49.213.78.1", address)
    with pytest.raises(NotTaken, match="private network"):
        await fetch("https://photo-stal-1.zdn.vn/a.jpg", names=names)
    assert names.asked == ["photo-stal-1.zdn.vn"]


@pytest.mark.parametrize("address", ["49.213.78.1", "2001:4860:4860::8888", "::ffff:49.213.78.1"])
def test_the_open_network_is_public(address):
    assert is_public(address)


async def test_a_name_that_leads_here_reaches_nothing(hits):
    """The very socket: with the check taken out the same request would arrive."""

    async def touched(request):
        hits.append(request.host)
        return web.Response(body=PHOTO)

    async with serving(web.get("/{path:.*}", touched)) as base:
        port = base.rpartition(":")[2]
        address = f"http://photo-stal-1.zdn.vn:{port}/"
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(resolver=Names("127.0.0.1"))) as session:
            await (await session.get(address)).read()
        guarded = aiohttp.TCPConnector(resolver=PublicOnly(Names("127.0.0.1")))
        async with aiohttp.ClientSession(connector=guarded) as session:
            with pytest.raises(aiohttp.ClientConnectorError) as told:
                await session.get(address)
    assert isinstance(told.value.os_error, NotPublic)
    assert len(hits) == 1


async def test_a_name_that_nobody_knows_is_tried_some_times_and_then_said(fetch):
    names = Names()
    with pytest.raises(NotTaken, match="could not be fetched"):
        await fetch("https://photo-stal-1.zdn.vn/a.jpg", names=names)
    assert len(names.asked) == 3


async def test_a_redirect_leads_only_where_the_first_request_could(inside, hits, fetch):
    moves = []

    async def move(request):
        moves.append(request.path)
        return web.Response(status=302, headers={"Location": targets[request.path]})

    targets = {
        "/in": f"{inside}/a.jpg",
        "/name": "https://photo-stal-1.zdn.vn/a.jpg",
        "/else": "https://photos.example/a.jpg",
        "/round": "/round",
        "/odd": "https://[zdn",
    }
    async with serving(web.get("/{path:.*}", move)) as own:
        for path in targets:
            with pytest.raises(NotTaken):
                await fetch(f"{own}{path}", own=own, names=Names("127.0.0.1"))
    assert hits == []
    assert moves == ["/in", "/name", "/else", "/round", "/round", "/round", "/odd"]


async def test_what_lies_with_the_api_itself_is_taken_up_to_the_limit():
    async def photo(request):
        if request.match_info["name"] == "moved":
            raise web.HTTPFound("/photos/whole")
        if request.match_info["name"] == "poured":
            response = web.StreamResponse()
            await response.prepare(request)
            for _ in range(100):
                await response.write(PHOTO[:10_000])
            return response
        return web.Response(body=PHOTO, content_type="application/octet-stream")

    async with fake_zalo() as fake, serving(web.get("/photos/{name}", photo)) as base, channel_to(fake.base) as zalo:
        zalo._images._own = type(zalo._images._own)(base)
        for name in ("whole", "moved"):
            assert await zalo.download(FileRef(f"{base}/photos/{name}"), limit=300_000) == PHOTO
        for name in ("whole", "poured"):
            with pytest.raises(TooBig):
                await zalo.download(FileRef(f"{base}/photos/{name}"), limit=299_999)


@pytest.mark.parametrize(("statuses", "tries"), [([404], 1), ([403], 1), ([502, 429, 500, 200], 3), ([502, 200], 2)])
async def test_trouble_is_tried_again_and_a_no_is_a_no(fetch, statuses, tries):
    asked = []

    async def photo(request):
        asked.append(statuses[len(asked)])
        return web.Response(status=asked[-1], body=PHOTO)

    async with serving(web.get("/a.jpg", photo)) as own:
        if statuses[tries - 1] == 200:
            assert await fetch(f"{own}/a.jpg", own=own) == PHOTO
        else:
            with pytest.raises(NotTaken):
                await fetch(f"{own}/a.jpg", own=own)
    assert len(asked) == tries


async def test_a_packed_bomb_is_not_unpacked(fetch):
    async def bomb(request):
        assert request.headers["Accept-Encoding"] == "identity"
        return web.Response(body=b"\x1f\x8b not unpacked", headers={"Content-Encoding": "gzip"})

    async with serving(web.get("/a.jpg", bomb)) as own:
        assert await fetch(f"{own}/a.jpg", own=own) == b"\x1f\x8b not unpacked"


async def test_a_page_in_place_of_a_photo_is_not_taken_for_it(fetch):
    answers = [b"<html>Please sign in", b"", PHOTO, *[b' {"error": 1}'] * 3]

    async def photo(_request):
        return web.Response(body=answers.pop(0))

    async with serving(web.get("/a.jpg", photo)) as own:
        assert await fetch(f"{own}/a.jpg", own=own) == PHOTO
        with pytest.raises(NotTaken):
            await fetch(f"{own}/a.jpg", own=own)
    assert answers == []
