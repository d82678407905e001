"""A year's plan on its way in: a draft as typed, a proposal that a person looks at, and what is kept of it."""

from bot.domain.drafts import Draft
from bot.domain.plan.following import go_on
from bot.domain.plan.keeping import accept
from bot.domain.plan.nouns import Proposal
from bot.domain.plan.reading import propose
from bot.domain.plan.review import Review, review, still_stands

__all__ = ["Draft", "Proposal", "Review", "accept", "go_on", "propose", "review", "still_stands"]
