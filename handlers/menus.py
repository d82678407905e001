"""The platform's own menu of commands, role by role, and what stands in an empty chat."""

from bot.domain.models import Role
from bot.errors import N_
from bot.i18n import Translator
from bot.messages import Commands
from handlers.help import COMMANDS

EVERYBODY = ("lich", "dangky", "diemdanh", "suyngam", "minhchung", "viec")
AT_THE_END = ("toi", "trogiup", "huy")
OWN = {
    Role.OFFICER: ("viec", "kehoach", "thongbao", "baocao", "tochuc", "nguoi", "moi", "lich"),
    Role.PRINCIPAL: ("viec", "lich", "nguoi", "moi", "dangky", "baocao", "thongbao", "diemdanh"),
    Role.LEAD: ("lich", "diemdanh", "thongbao", "bienban", "viec", "kehoach", "baocao"),
}
"""What a role does most, first; who has two has both, the first one's before the second one's."""
STRANGER = {
    "start": N_("begin: send the code of the invitation"),
    "lienket": N_("tie this chat to my other one, by its code"),
    "trogiup": N_("help"),
}
ABOUT = N_(
    "The assistant for lesson-study meetings: it reminds of meetings, takes sign-ups and attendance, and keeps "
    "reflections. It is a piece of software, not a person.\n\n"
    "To begin, open the link that your school has sent you, or press Start and send the code of the invitation."
)
"""Above the button of an empty chat: at most 512 letters."""
SHORT = N_("Reminds of lesson-study meetings, takes sign-ups and attendance. Join by your school's link.")
"""In the profile and where the bot is passed on: at most 120 letters."""


def commands(language: str, roles: frozenset[Role]) -> Commands:
    """Return the menu of who holds these roles, in their language; without any it is a teacher's."""
    t = Translator(language)
    names = [name for role in OWN if role in roles for name in OWN[role]]
    every = dict.fromkeys([*names, *EVERYBODY, *AT_THE_END])
    ordered = [name for name in every if name not in AT_THE_END] + [*AT_THE_END]
    return [(name, t(COMMANDS[name])) for name in ordered]


def of_strangers(language: str) -> Commands:
    """Return the menu of who has not joined."""
    t = Translator(language)
    return [(name, t(what)) for name, what in STRANGER.items()]
