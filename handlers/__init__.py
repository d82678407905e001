"""The table of contents: every door of every conversation, in the order tried."""

from bot.routes import Routes
from handlers import (
    announce,
    attendance,
    calendar,
    help,  # noqa: A004 - the topic's name
    invite,
    me,
    photos,
    reflect,
    seats,
    settle,
    start,
    summary,
)

ROUTES = Routes(
    start.routes,  # /start, the consent, name, school, subject, level
    calendar.routes,  # /lich, one meeting's card
    seats.routes,  # /dangky, a seat and giving it up
    settle.routes,  # day, hour, room and seats of a meeting; moving it; calling it off
    attendance.routes,  # /diemdanh, the code, marking by name
    reflect.routes,  # /suyngam
    photos.routes,  # /minhchung, and any photo out of the blue
    announce.routes,  # /thongbao
    summary.routes,  # who came
    invite.routes,  # /moi
    me.routes,  # /toi, language, erasing
    help.routes,  # /trogiup, /huy, and what nothing else understood
)

COMMANDS = help.COMMANDS
"""What the platform's own menu of commands shows."""
