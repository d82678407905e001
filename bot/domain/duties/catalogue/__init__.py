"""Every duty of the five papers, of good custom and of the law as data: a library that an officer switches on from.

Each row of the papers that is somebody's duty is an entry, so that an officer can give it a day. Only what the law asks
holds from the start. An entry without a day is owed by nobody before an officer enters one; a day of past years reminds
nobody.
"""

from bot.domain.duties.catalogue.entry import Entry
from bot.domain.duties.catalogue.others import HO_CHI_MINH, HOA_BINH, KHOAI_CHAU
from bot.domain.duties.catalogue.primary import LAC_THUY, LAWS, MUONG_CHA, PRACTICE

CATALOGUE: tuple[Entry, ...] = (*LAC_THUY, *MUONG_CHA, *KHOAI_CHAU, *HO_CHI_MINH, *HOA_BINH, *PRACTICE, *LAWS)
