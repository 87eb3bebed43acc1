"""帮我选: two or three plain questions that lead to a word for what a seat has to say, its stance, or our contact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from persona_core.decision_chain.models import Say, Stance
from persona_core.kit.words import N_


@dataclass(frozen=True)
class Proposal:
    """The word that fits what was answered (its code; None for a stance not known), and why; with a `veto` or not."""

    value: int | str | None
    reason: str
    veto: bool = False


@dataclass(frozen=True)
class Answer:
    """One answer to a question, and what follows from it."""

    text: str
    then: Question | Proposal


@dataclass(frozen=True)
class Question:
    """What is asked, and the answers to choose from."""

    text: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Asked:
    """A question that was reached, and which of its answers was given (by place), None for none yet."""

    question: Question
    given: int | None


def follow(first: Question, given: Sequence[int | None]) -> tuple[list[Asked], Proposal | None]:
    """The questions to show for the answers `given` so far, in order, and the proposal once they lead to one."""
    step: Question | Proposal = first
    asked = []
    for place in [*given, None]:
        if isinstance(step, Proposal):
            break
        known = place is not None and 0 <= place < len(step.answers)
        asked.append(Asked(step, place if known else None))
        if not known:
            return asked, None
        step = step.answers[place].then
    return asked, step if isinstance(step, Proposal) else None


def _say() -> Question:
    nod = N_("Can it be settled without their nod?")
    budget, theirs, others = N_("Whose budget does the money come from?"), N_("Theirs"), N_("Somebody else's")
    refuse = N_("If they say no, will the others go ahead all the same?")
    over, talk, ahead = N_("No, then it is off"), N_("They would have to talk it over"), N_("Yes, all the same")
    decides = Proposal(Say.DECIDES, N_("Nothing goes without their nod, and the money is theirs."))
    stops = Proposal(Say.VOTE, N_("They do not pay, yet can stop it."), veto=True)
    weighed = Proposal(Say.VOTE, N_("Their nod is wanted, and a no has to be talked over."))
    formal = Proposal(Say.ASKED, N_("They sign, but their no stops nothing."))
    pays = Proposal(Say.VOTE, N_("It needs no nod of theirs, but it is their money."))
    feared = Proposal(Say.VOTE, N_("Nobody waits for their nod, but their no ends it."), veto=True)
    heard = Proposal(Say.ASKED, N_("They are asked and listened to; others settle it."))
    apart = Proposal(Say.NONE, N_("It is settled without them, whatever they say."))
    whose = Question(budget, (Answer(theirs, decides), Answer(others, stops)))
    needed = Question(refuse, (Answer(over, whose), Answer(talk, weighed), Answer(ahead, formal)))
    spared = Question(refuse, (Answer(over, feared), Answer(talk, heard), Answer(ahead, apart)))
    free = Question(budget, (Answer(theirs, pays), Answer(others, spared)))
    return Question(nod, (Answer(N_("No, it cannot"), needed), Answer(N_("Yes, it can"), free)))


def _stance() -> Question:
    heard = N_("Have you or a colleague heard from themselves what they think of it?")
    did = N_("What have they done for us?")
    against = N_("And against us?")
    none, worries, other = N_("Nothing of the kind"), N_("Named worries"), N_("Want somebody else, or nothing at all")

    def after(*proposals: Proposal) -> Question:
        return Question(against, tuple(map(Answer, (none, worries, other), proposals)))

    spoke = after(
        Proposal(Stance.CHAMPIONS, N_("They speak for us without being asked, and hold nothing against us.")),
        Proposal(Stance.SUPPORTS, N_("They speak for us, with worries that want an answer.")),
        Proposal(Stance.NEUTRAL, N_("They have spoken for both sides; as long as that is so, count them as neutral.")),
    )
    met = after(
        Proposal(Stance.SUPPORTS, N_("They come to meet us and hold nothing against us.")),
        Proposal(Stance.DOUBTS, N_("They meet us, but their worries have no answer yet.")),
        Proposal(Stance.DOUBTS, N_("They meet us, but lean to another side.")),
    )
    nothing = after(
        Proposal(Stance.NEUTRAL, N_("Nothing for us, nothing against us.")),
        Proposal(Stance.DOUBTS, N_("They have worries, and have done nothing for us.")),
        Proposal(Stance.OPPOSES, N_("They want something else, and have done nothing for us.")),
    )
    done = Question(
        did,
        (
            Answer(N_("Spoken for us inside, or pushed it on unasked"), spoke),
            Answer(N_("Asked us to meet, or gladly met us"), met),
            Answer(N_("Nothing so far"), nothing),
        ),
    )
    unheard = N_("Nobody has heard it from them. Not known is better than a guess, which bends the chance.")
    return Question(heard, (Answer(N_("Heard it"), done), Answer(N_("Not heard"), Proposal(None, unheard))))


CONTACTS = ("never", "met", "regular", "candid")
"""Codes of contact that the questions lead to."""


def _contact() -> Question:
    silent = N_("You have met, but have not talked for three months.")
    candid = Question(
        N_("Would they tell you bad news?"),
        (
            Answer(N_("They would"), Proposal("candid", N_("You talk, and they tell you bad news too."))),
            Answer(N_("They would not"), Proposal("regular", N_("You talk, but bad news you hear from others."))),
        ),
    )
    lately = Question(
        N_("Have you talked in the last three months?"),
        (Answer(N_("Talked"), candid), Answer(N_("Not talked"), Proposal("met", silent))),
    )
    never = Proposal("never", N_("Messages alone do not count: nobody has met them yet."))
    return Question(
        N_("Have you met, if only by video?"), (Answer(N_("Seen them"), lately), Answer(N_("Not seen them"), never))
    )


FIRST: Mapping[str, Question] = {"say": _say(), "stance": _stance(), "contact": _contact()}
"""Field of a seat → the first question that leads to its word."""
