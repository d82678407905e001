"""What buttons and lists call a duty: at most 24 letters, which a phone shows in a full row; its card has the rest."""

from bot.errors import N_

LONGEST = 24

SHORT = {
    "000-1": N_("Plan lesson study"),
    "000-2": N_("Teachers of far sites"),
    "000-3a": N_("Give out the parts"),
    "000-3b": N_("Answer on a part"),
    "000-4": N_("Record pupils' work"),
    "000-5a": N_("Reflect on the lesson"),
    "000-5b": N_("What was tried"),
    "000-6": N_("Register a topic"),
    "000-7a": N_("Praise examples"),
    "000-7b": N_("Help the schools"),
    "000-8": N_("The year's report"),
    "001-1": N_("Settle day and hour"),
    "001-2a": N_("The cluster's plan"),
    "001-2b": N_("The subject's plan"),
    "001-3": N_("Roll and conclusions"),
    "001-4": N_("Rooms for the meeting"),
    "001-5": N_("Video of the lesson"),
    "001-6": N_("Send core teachers"),
    "001-7": N_("Hand in the minutes"),
    "001-8": N_("Report the round"),
    "001-9": N_("Propose topics"),
    "001-10": N_("Gather difficulties"),
    "001-11": N_("Name who takes part"),
    "001-12": N_("Rooms as asked"),
    "001-13": N_("Report obstacles"),
    "001-14": N_("Remove difficulties"),
    "002-1": N_("Hold it on its day"),
    "002-2": N_("Be there with all"),
    "002-3": N_("Two meetings a lesson"),
    "002-4": N_("Note how pupils learnt"),
    "002-5": N_("News of the meeting"),
    "003-1": N_("Elect the lead"),
    "003-2": N_("Plan from proposals"),
    "003-3": N_("What it has taught"),
    "003-4a": N_("Report the plan"),
    "003-4b": N_("Report on the meeting"),
    "003-5": N_("Free the teachers"),
    "003-6": N_("Pay the travel"),
    "003-7": N_("Count as training"),
    "003-8": N_("Gather proposals"),
    "003-9": N_("Follow the clusters"),
    "003-10": N_("Tell the department"),
    "004-1a": N_("Meet in semester 1"),
    "004-1b": N_("Meet in semester 2"),
    "004-2": N_("Send the training plan"),
    "004-3": N_("Ask for help"),
    "004-4": N_("Training needs"),
    "004-5a": N_("Into the calendar"),
    "004-5b": N_("Follow the calendar"),
    "004-6": N_("Letter of call"),
    "004-7": N_("Use the results"),
    "practice-1": N_("Pass the minutes on"),
    "law-1": N_("Confirm the periods"),
    "law-2": N_("Requests about data"),
}
"""By code, as English message ids."""


def of_title(title: str) -> str:
    """Return a short name for what a person wrote or a paper's sentence says: its first words."""
    words, name = title.split(), ""
    for word in words:
        if len(name) + 1 + len(word) > LONGEST - 2:
            break
        name = f"{name} {word}".strip()
    whole = " ".join(words)
    return whole if len(whole) <= LONGEST else f"{(name or whole[: LONGEST - 2]).rstrip(' ,;:–-')} …"
