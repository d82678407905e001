"""How the parts of a letterhead are called and asked for."""

from bot.errors import N_

LABELS = {
    "above": N_("Superior body"),
    "body": N_("Name of the body"),
    "letters": N_("Letters in numbers"),
    "place": N_("Place of signing"),
    "recipients": N_("Further recipients"),
    "post": N_("Post of the signer"),
    "signer": N_("Name of the signer"),
}
QUESTIONS = {
    "above": N_("Which superior body stands above, for example: UBND xã Na Sang?"),
    "body": N_("How is your body called in papers, for example: Trường PTDTBT TH số 1 Na Sang?"),
    "letters": N_("Which letters stand in the numbers of its papers, for example: THNS (05/BC-THNS)?"),
    "place": N_("Where are its papers signed: the commune without “xã”, for example: Na Sang?"),
    "recipients": N_("Who else receives its papers? One a line, for example: Các trường trong cụm"),
    "post": N_("Which post has the signer, for example: Hiệu trưởng, or KT. Hiệu trưởng / Phó Hiệu trưởng?"),
    "signer": N_("What is the signer's full name, without degrees?"),
}
