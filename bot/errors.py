"""Saying no with a sentence: a `Refusal` rolls everything back and becomes the answer."""

from typing import Any


def N_(message: str) -> str:  # noqa: N802 - the name that gettext tools look for
    """Mark a sentence for the catalogues; it is translated where it is said."""
    return message


class Passing(Exception):
    """What goes wrong outside of the service and passes: its name says all, and no place in the code is to be found."""


class Refusal(Exception):
    """A rule says no. `sentence` is an English message id with named places, filled from `facts`."""

    sentence = N_("This cannot be done.")

    def __init__(self, sentence: str = "", **facts: Any) -> None:
        self.sentence = sentence or type(self).sentence
        self.facts = facts
        super().__init__(self.sentence)


class NotAllowed(Refusal):
    """The person has no right to this, now; `who` says whom to ask, and is empty where the act does not know it."""

    sentence = N_("This is not yours to do.")

    def __init__(self, who: str = "") -> None:
        super().__init__()
        self.who = who


class NotRegistered(Refusal):
    """The chat belongs to nobody who has agreed and joined."""

    sentence = N_(
        "You have not joined yet. Please open the link of your invitation, or send its code here.\n\n"
        "If you have neither, ask the principal of your school: who types “invite” here gets both."
    )


class Gone(Refusal):
    """What a button speaks of is not there (any more)."""

    sentence = N_("This choice is no longer valid. Please choose again:")


class BadInput(Refusal):
    """What was written cannot be understood or taken; the sentence says what to do."""


class Unfound(BadInput):
    """What was typed at a search is in nothing that is searched: it may be said of something else, and is heard so."""


class NoSuchChoice(BadInput):
    """A number was typed that no choice on the screen has."""

    sentence = N_("There is no choice {number} here. Please choose:")


class WhichNumber(BadInput):
    """A number was typed that is a choice on the screen and may be the answer itself; `choice` is label and press."""

    sentence = N_("Do you mean choice {number}, “{label}”, or is {number} your answer?")

    def __init__(self, number: str, choice: list[str]) -> None:
        super().__init__(number=number, label=choice[0])
        self.number, self.choice = number, choice


class WhichCommand(WhichNumber):
    """The bare name of a command, or an older menu's label, was typed as any text would be; `choice` opens it."""

    sentence = N_("Do you mean “{label}” of the menu, or is “{number}” your answer?")


class WhichDoor(BadInput):
    """What was typed where any text is an answer asks for something else, as far as its words go."""

    sentence = N_("Is this your answer, or do you want something else?\n\n“{said}”")


class WhichChoice(WhichNumber):
    """A number was typed that is a choice of the notice that came last and of the question that waits, the `other`."""

    sentence = N_("Do you mean “{label}” of the last message, or “{other}” of the question before it?")

    def __init__(self, number: str, choice: list[str], other: list[str], *, answers: bool) -> None:
        super().__init__(number, choice)
        self.facts["other"] = other[0]
        self.other, self.answers = other, answers


class Stale(BadInput):
    """What was typed may be no answer: the question that it would answer was asked hours ago."""

    sentence = N_("You had begun something here:\n\n{question}\n\nGo on with it, or leave it?")
