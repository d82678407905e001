"""What stands in place of a platform: any routes on this machine, and an answer that never comes to an end."""

import asyncio
import contextlib

from aiohttp import web


async def drip(request):
    """Answer byte by byte, and never come to an end."""
    response = web.StreamResponse()
    await response.prepare(request)
    with contextlib.suppress(ConnectionError):
        while True:
            await response.write(b" ")
            await asyncio.sleep(0.03)
    return response


@contextlib.asynccontextmanager
async def serving(*routes):
    """Serve these routes on this machine and give the base address."""
    app = web.Application(client_max_size=2**26)
    app.add_routes(routes)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield "http://{}:{}".format(*runner.addresses[0])
    finally:
        await runner.cleanup()
