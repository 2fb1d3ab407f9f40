"""Who is in the demo cohort, and how they learn. Pure: the same seed gives the same people."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

SEED = 1729
SIZE = 40
DOMAIN = "overlook.test"

_NAMES = (
    "Amara Okafor, Anton Weiss, Aylin Kaya, Beatriz Lima, Ben Carter, Chiara Conti, Daniel Novak, Dara Singh, "
    "Eero Laine, Elena Petrova, Emre Demir, Fatima Zahra, Felix Braun, Grace Mwangi, Hana Sato, Hugo Martin, "
    "Ida Nilsen, Imani Ndlovu, Jakub Kowal, Jun Park, Kofi Mensah, Layla Haddad, Liam Byrne, Linh Tran, "
    "Luca Ferri, Maja Horvat, Mateo Rojas, Mira Patel, Noor Rahman, Olga Sokol, Pia Lund, Rafael Costa, Sara Cohen, "
    "Tomas Vega"
)


@dataclass(frozen=True)
class Person:
    """One simulated learner.

    Parameters
    ----------
    ability
        On the logit scale: 0 answers an item of middling difficulty rightly half of the time.
    gap
        Index of an objective that was not understood, or None.
    confidence
        ``honest`` follows the chance to be right; otherwise always this word.
    pace
        Share of the questions that were reached; 0 never opened an essay.
    quiet_days
        For how many days nothing has happened.
    again
        How often a wrong answer is tried again, at most.
    """

    name: str
    email: str
    persona: str = ""
    ability: float = 0.0
    gap: int | None = None
    confidence: str = "honest"
    pace: float = 1.0
    quiet_days: int = 0
    again: int = 1
    guesses: bool = False
    misled: float = field(default=0.8)


PERSONAS = (
    Person("Ina Ferreira", f"ina@{DOMAIN}", "inactive", ability=1.0, pace=0.35, quiet_days=12),
    Person("Gus Adler", f"gus@{DOMAIN}", "guessing", confidence="guess", guesses=True),
    Person("Conrad Sure", f"conrad@{DOMAIN}", "confident and wrong", ability=-2.2, confidence="sure", misled=1.0),
    Person("Lena Brandt", f"learner@{DOMAIN}", "one gap", ability=2.6, gap=1, again=3),
    Person("Eva Lindqvist", f"eva@{DOMAIN}", "excelling", ability=4.5, confidence="sure"),
    Person("Nils Unger", f"nils@{DOMAIN}", "no data", pace=0.0),
)


def everybody(seed: int = SEED) -> Sequence[Person]:
    """The six personas, then thirty-four others whose abilities, pace and candour are drawn."""
    random = Random(seed)  # noqa: S311  a simulation, not a secret
    others = [_drawn(name, random) for name in _NAMES.split(", ")]
    return (*PERSONAS, *others)


def _drawn(name: str, random: Random) -> Person:
    return Person(
        name,
        f"{name.split()[0].lower()}@{DOMAIN}",
        ability=random.gauss(0.9, 0.8),
        pace=min(1.0, max(0.3, random.betavariate(7, 0.7))),
        quiet_days=random.choice((0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 9)),
        confidence="sure" if random.random() < 0.06 else "honest",
        misled=random.uniform(0.5, 0.95),
    )
