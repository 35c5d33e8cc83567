"""What the engine says of a message: plain values, shared by engine, pages and command line."""

from __future__ import annotations

from dataclasses import dataclass

from phrasebook.model import Phrase


@dataclass(frozen=True, slots=True)
class Guess:
    """A scene that a message may be about.

    Attributes:
        scene: Scene id.
        score: 0 to 1, how sure the engine is; comparable between messages.
        words: Parts of the message that decided, the weightiest first.
    """

    scene: str
    score: float
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a message is about.

    Attributes:
        message: The message.
        guesses: Scenes, best first; empty where it is better to say nothing.
        step: Step of the best scene; None where there is none.
        objection: Id of the tip of an objection (``obj-expensive`` …); empty for none.
        mood: ``angry``, or empty.
        buyer_type: Name of a buyer type that the message gives a sign of; empty for none.
        silence: Why there is nothing to suggest (``empty``, ``thanks``, ``chat``, ``unsure``,
            ``client`` for what the chat client wrote itself, ``foreign`` for another language);
            empty where there is.
    """

    message: str
    guesses: tuple[Guess, ...] = ()
    step: int | None = None
    objection: str = ""
    mood: str = ""
    buyer_type: str = ""
    silence: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A reply that fits.

    Attributes:
        phrase: What to paste.
        guess: The scene that it answers, with the words that decided.
        score: Fit of scene and phrase together; comparable within one message only.
    """

    phrase: Phrase
    guess: Guess
    score: float
