"""Every duty of the five directives and of the law as data; what nobody owes by a day of its own waits for an officer.

Each row of the directives that is somebody's duty is an entry, so that an officer can give it a day. Active from the
beginning is only what every cluster of the plan owes. Where another one asks the same people for the same thing at
the same event (a report after each meeting beside a report after each round), only one of them is active, so that
nobody is told twice of one thing. An entry without a day is owed by nobody before an officer enters one; a day of past
years reminds nobody.
"""

from bot.domain.duties.catalogue.entry import Entry
from bot.domain.duties.catalogue.others import HO_CHI_MINH, HOA_BINH, KHOAI_CHAU
from bot.domain.duties.catalogue.primary import LAC_THUY, LAWS, MUONG_CHA

CATALOGUE: tuple[Entry, ...] = (*LAC_THUY, *MUONG_CHA, *KHOAI_CHAU, *HO_CHI_MINH, *HOA_BINH, *LAWS)
