"""`python -m bot`, by a moved hour and with Zalo's webhook here: `python -m tests.zalo.serve HOUR_FILE COMMAND…`.

The service takes a webhook only over https, which a test on one machine has no certificate for.
"""

import sys
from pathlib import Path

import bot.__main__ as service
from bot.app import ZALO_HOOK, _nowhere, platforms
from bot.channels.zalo import Zalo
from bot.messages import Channel
from bot.settings import Settings
from tests.loop.serve import HourInAFile


def local_platforms(settings: Settings) -> list[Channel]:
    """Return the channels of the settings, Zalo by a webhook on this machine."""
    token, webhook = settings.zalo_token.reveal(), settings.public_url + ZALO_HOOK
    others = [channel for channel in platforms(settings) if not isinstance(channel, Zalo)]
    return [*others, Zalo(token, settings.zalo_api, publish=_nowhere, secret="of this machine", webhook=webhook)]


if __name__ == "__main__":
    hour = HourInAFile(Path(sys.argv[1]))
    vars(service).update(SystemClock=lambda: hour, platforms=local_platforms)
    service.main(sys.argv[2:])
