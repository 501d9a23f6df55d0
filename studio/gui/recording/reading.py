"""What there is to read for a voice, and how much of it has been read. No Qt.

These functions read files and look words up, so they run on a helper thread.
"""

from dataclasses import dataclass

from studio.core.entities import Script, Take, Voice
from studio.core.library import Library
from studio.gui.recording.plan import Line, accepted, lines_of

BEST = "best"
"""The id of the choice "all scripts, the best order first"."""
MEND = "mend"
"""The id of the choice "what the last report card says is to be recorded next"."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A script that can be chosen."""

    id: str
    name: str
    language: str
    own: bool
    prompts: int


@dataclass(frozen=True, slots=True)
class Desk:
    """All that the Record page has to know of a voice."""

    choices: tuple[Choice, ...]
    lines: tuple[Line, ...]
    takes: tuple[Take, ...]
    coverage: float
    """0 to 1, of the accepted takes as far as their phonemes are known."""
    unknown: tuple[str, ...]
    """Texts of accepted takes whose phonemes have yet to be worked out."""
    total: int
    """How many lines there are: more than `lines` holds after a first look."""


def prepare_desk(
    library: Library,
    voice: Voice,
    choice: str,
    lines: tuple[Line, ...] = (),
    at_most: int | None = None,
    here: str = "",
) -> Desk:
    """Read scripts, takes and coverage of a voice.

    `choice` is the id of a script, `BEST` or `MEND`; `lines` those that are being read, if there
    are any, and `here` the key of the one that is shown. They keep their order, but for what mends
    a voice, which is of its last report card, and for what comes behind `here` in the best order
    when some were passed over. `at_most`: put only so many unread lines in the best order, which is
    soon done.
    """
    from studio.text.scripts import shipped_scripts

    shipped, own = shipped_scripts(), library.scripts(voice.id)
    takes = tuple(library.takes(voice.id))
    share, unknown = _coverage(takes, voice.language)
    choices = (*(_choice(s, False) for s in shipped), *(_choice(s, True) for s in own))
    total = next((c.prompts for c in choices if c.id == choice), None)
    if total is None:
        total = sum(c.prompts for c in choices if not c.own and c.language == "en")
    mending = _mending(library, voice, shipped)
    if mending:
        choices = (Choice(MEND, "", "en", False, len(mending)), *choices)
    if choice == MEND and mending:
        lines, total = mending, len(mending)
    elif not lines:
        lines = _lines(choice, shipped, own, takes, voice.language, at_most)
    elif choice == BEST:
        lines = _chosen_anew(lines, here, takes, voice.language)
    return Desk(choices, lines, takes, share, unknown, total)


def work_out(texts: tuple[str, ...], language: str) -> None:
    """Work out the phonemes of texts, so that they count when coverage is asked for again."""
    from studio.text.coverage import work_out_phonemes

    work_out_phonemes(texts, language)


def _mending(library: Library, voice: Voice, shipped: tuple[Script, ...]) -> tuple[Line, ...]:
    """Return the lines that the last report card of a voice says mend its weak sounds."""
    reports = (run.report for run in reversed(library.runs(voice.id)) if run.report)
    weak = next(reports, {}).get("weak") or {}
    lines = {line.key: line for script in shipped for line in lines_of(script, own=False)}
    wanted = (str(prompt.get("id", "")) for prompt in weak.get("prompts") or ())
    return tuple(lines[key] for key in wanted if key in lines)


def _choice(script: Script, own: bool) -> Choice:
    return Choice(script.id, script.name, script.language, own, len(script.prompts))


def _lines(
    choice: str, shipped: tuple[Script, ...], own: list[Script], takes: tuple[Take, ...],
    language: str, at_most: int | None,
) -> tuple[Line, ...]:  # fmt: skip
    for script in own:
        if script.id == choice:
            return lines_of(script, own=True)
    for script in shipped:
        if script.id == choice:
            return lines_of(script, own=False)
    return _best_order(shipped, takes, language, at_most)


def _best_order(
    shipped: tuple[Script, ...], takes: tuple[Take, ...], language: str, at_most: int | None
) -> tuple[Line, ...]:
    """Return all shipped English sentences: first those that were read, as they were read, then
    each time the one that adds most to what has been said."""
    from studio.text.coverage import Chooser, known_phonemes

    english = [script for script in shipped if script.language == "en"]
    lines = {line.key: line for script in english for line in lines_of(script, own=False)}
    chooser = Chooser([line.prompt for line in lines.values()], language)
    done = accepted(takes)
    read = [lines[key] for key in dict.fromkeys(take.prompt_id for take in takes) if key in done
            and key in lines]  # fmt: skip
    for line in read:
        chooser.say(line.key)
    for take in takes:
        if take.included and take.prompt_id not in lines:
            chooser.hear(known_phonemes(take.text, language) or "")
    end = len(lines) if at_most is None else len(read) + at_most
    while len(read) < end and (prompt := chooser.next()) is not None:
        chooser.say(prompt.id)
        read.append(lines[prompt.id])
    return tuple(read)


def _chosen_anew(
    lines: tuple[Line, ...], here: str, takes: tuple[Take, ...], language: str
) -> tuple[Line, ...]:
    """Return the lines with those behind `here` chosen for what was really read.

    Only where unread lines lie before it, which come last then: otherwise nothing would change.
    """
    from studio.text.coverage import Chooser, known_phonemes

    by_key = {line.key: line for line in lines}
    done = accepted(takes)
    head = lines[: 1 + next((place for place, line in enumerate(lines) if line.key == here), -1)]
    passed = [line.key for line in head[:-1] if line.key not in done]
    if not passed:
        return lines
    chooser = Chooser([line.prompt for line in lines], language)
    for key in {*done, here}:
        chooser.say(key)
    for take in takes:
        if take.included and take.prompt_id not in by_key:
            chooser.hear(known_phonemes(take.text, language) or "")
    tail = []
    while (prompt := chooser.next(passed)) is not None and prompt.id not in passed:
        chooser.say(prompt.id)
        tail.append(by_key[prompt.id])
    known = {line.key for line in (*head, *tail)}
    return (*head, *tail, *(line for line in lines if line.key not in known))


def _coverage(takes: tuple[Take, ...], language: str) -> tuple[float, tuple[str, ...]]:
    """Return the share of what has been said, and the texts that could not be counted."""
    from studio.text.coverage import Coverage, known_phonemes

    said, unknown = Coverage(language), []
    for take in takes:
        if not take.included:
            continue
        phonemes = known_phonemes(take.text, language)
        if phonemes is None:
            unknown.append(take.text)
        else:
            said.add(phonemes)
    return said.share, tuple(unknown)
