"""A report card as text, for a terminal or a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_ROWS = (  # key, what it is called, how it is written
    ("similarity", "similarity to the speaker", "{:.3f}"),
    ("share_of_ceiling", "share of the ceiling", "{:.1%}"),
    ("wer", "words wrong (WER, Whisper base)", "{:.1%}"),
    ("per", "phonemes wrong (PER)", "{:.1%}"),
    ("distillmos", "naturalness (DistillMOS, 1 to 5)", "{:.2f}"),
)
_COLUMNS = (("start", "before"), ("end", "after"), ("real", "real takes"))


def report_text(name: str, report: Mapping[str, Any]) -> str:
    """The card: what was decided, how, and every measure before, after, and of the real takes."""
    lines = [f"Report card of {name}", "", str(report["sentence"]), ""]
    lines.append(f"{'':34}" + "".join(f"{label:>12}" for _, label in _COLUMNS))
    for key, label, form in _ROWS:
        cells = (_cell(report.get(column, {}).get(key), form) for column, _ in _COLUMNS)
        lines.append(f"{label:34}" + "".join(f"{cell:>12}" for cell in cells))
    lines += ["", *_how(report)]
    lines += _tried(report.get("search") or {})
    lines += _ways(report.get("ways") or {})
    lines += _why(report.get("weak") or {})
    held_out = report.get("held_out", ())
    if held_out:
        lines += ["", "Measured on sentences that training never saw:"]
        lines += [f"  {text}" for text in held_out]
    aside = report.get("set_aside", ())
    if aside:
        lines += ["", "Takes that were set aside:"]
        lines += [f"  “{text}” – {reason}" for text, reason in aside]
    return "\n".join(lines) + "\n"


def _tried(search: Mapping[str, Any]) -> list[str]:
    """What a search tried, and what won by how much."""
    if not search:
        return []
    winner, usual = search["winner"], search["usual"]
    lines = ["", f"Recipes that were tried in {search['minutes']:.0f} minutes:"]
    for number, trial in enumerate(search["trials"]):
        changes = ", ".join(
            f"{name} {value:g} instead of {usual[name]:g}"
            for name, value in trial["changes"].items()
        )
        score = "failed" if trial["score"] is None else f"{trial['score']:.3f}"
        mark = "*" if number == winner else " "
        lines.append(
            f"{mark} {number:2} {score:>7} after {trial['seconds'] / 60:5.1f} min: "
            f"{changes or 'the usual recipe'}"
        )
    if winner:
        lines.append(
            f"Recipe {winner} was better by {search['gain']:.3f} on takes that had chosen nothing; "
            f"chance makes up to {search['noise']:.3f}."
        )
    else:
        lines.append("None was better than the usual recipe by more than chance.")
    return lines


def _ways(ways: Mapping[str, Any]) -> list[str]:
    """What the speaker says in a way of their own, and in which English."""
    lines = [
        f"  {way['word']}: /{way['said']}/ instead of /{way['usual']}/, heard {way['count']} ×"
        for way in ways.get("words", ())
    ]
    if lines:
        lines = ["", "Words as you say them, now in the voice's lexicon:", *lines]
    if ways.get("suggests"):
        lines += [
            "",
            f"The recordings sound like {ways['suggests']}: `timbre lexicon NAME --language "
            f"{ways['suggests']}`, then train again.",
        ]
    return lines


def _why(weak: Mapping[str, Any]) -> list[str]:
    """Why it sounds as it does: the weak phonemes, and what to record next."""
    if not weak.get("phonemes"):
        return []
    lines = ["", "Why it sounds as it does:"]
    for found in weak["phonemes"]:
        name = f"  {found['ipa']} as in “{found['word']}”"
        if found["reason"] == "few":
            lines.append(f"{name}: too few in the recordings ({found['examples']})")
        else:
            instead = f", mostly as {found['heard_as']}" if found["heard_as"] else ""
            lines.append(
                f"{name}: heard wrongly {found['misheard']}/{found['said']} times{instead}"
            )
    if weak.get("prompts"):
        lines += ["", "Record these next to mend it (“Mend weak sounds” on the Record page):"]
        lines += [f"  “{prompt['text']}”" for prompt in weak["prompts"]]
    return lines


def _how(report: Mapping[str, Any]) -> list[str]:
    """How the run came about."""
    real = report.get("real", {})
    lines = [
        f"Learnt from {report['minutes_of_speech']:.1f} minutes of speech in "
        f"{report['minutes_of_training']:.1f} minutes (preset {report['preset']}, "
        f"{report['device']}), {report['steps']} steps."
    ]
    if report["chosen_step"] <= report["steps"]:  # else it is made of checkpoints: see below
        lines.append(f"The best of its checkpoints is step {report['chosen_step']}.")
    if report.get("averaged", {}).get("taken"):
        steps = ", ".join(map(str, report["averaged"]["steps"]))
        lines.append(f"It is the mean of its checkpoints {steps}: better than each of them.")
    gone = report.get("strength", {}).get("taken", 1.0)
    if gone < 1:
        lines.append(
            f"It goes {gone:.0%} of the way from the stock voice: farther, it spoke less clearly."
        )
    if report.get("choice"):
        lines.append(
            f"You chose step {report['choice']['step']}; the figures above are of step "
            f"{report['chosen_step']}."
        )
    lines += [str(note) for note in report.get("notes") or ()]
    if report.get("minutes_without_text", 0) >= 1 / 60:
        lines.append(
            f"Of these {report['minutes_without_text']:.1f} minutes came without a text and were "
            "heard."
        )
    if "nearest_stock" in real:
        lines.append(
            f"Nearest stock voice: {real['nearest_stock']}, "
            f"similarity {real['nearest_stock_similarity']:.3f}."
        )
    return lines


def _cell(value: float | None, form: str) -> str:
    return "–" if value is None else form.format(value)
