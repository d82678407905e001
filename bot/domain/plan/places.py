"""Communes as the State's list of administrative units spells them (Quyết định 124/2004/QĐ-TTg, since amended).

Consulted only when one plan file spells a place in two ways, and only between these; never to tell which school is
meant.
So far it has the communes of the former district of Mường Chà, codes 3178 to 3202.
"""

from bot.vietnamese import fold

_NAMES = (
    "Hừa Ngài",
    "Huổi Lèng",
    "Huổi Mí",
    "Ma Thì Hồ",
    "Mường Mươn",
    "Mường Tùng",
    "Na Sang",
    "Nậm Nèn",
    "Pa Ham",
    "Sa Lông",
    "Sá Tổng",
)
OFFICIAL = {fold(name): name for name in _NAMES}
