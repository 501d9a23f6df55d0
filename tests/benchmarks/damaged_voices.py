"""Damaged voice files: every one is refused in one sentence, and nothing of it stays.

    python -m tests.benchmarks.damaged_voices            # 10,000 files, some minutes
    python -m tests.benchmarks.damaged_voices --files 500 --seed 3

A small voice (a few tensors of the vocoder, a whole style, a lexicon, a statement's consent) is
exported, and each file is damaged in one of the ways below. Where the damage is in nothing that
matters (the time of a member) the voice that comes out must be the one that went in.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import random
import struct
import tempfile
import time
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import torch

from studio.core.errors import StudioError
from studio.core.lexicon_store import LexiconEntry
from studio.core.library import Library
from studio.dataset.consent import Terms, statement_text
from studio.speech.archive.layout import MANIFEST
from studio.speech.archive.reading import import_voice
from studio.speech.archive.writing import export_voice
from studio.speech.speakers import blended_style
from studio.text.voice_lexicon import checked_entry
from studio.voice.voice_file import load_voice, save_voice
from studio.voice.weights import load_weights

LONGEST = 5.0  # seconds that one import of such a small voice may take
Members = dict[str, bytes]
Damage = Callable[[bytes, random.Random], bytes]


def small_voice(library: Library, name: str = "Ada") -> str:
    """A voice with a kept run and everything that a voice file can hold. Returns its id."""
    from studio.paths import models_dir

    voice = library.create_voice(name, synthetic=False)
    run = library.create_run(voice.id, "quick", "cpu")
    state = load_weights(models_dir() / "base", "vocoder")
    tuned = {f"vocoder.{n}": state[n] * 1.01 for n in ("enter.bias", "head.bias", "norm.weight")}
    head = load_weights(models_dir() / "inverse", "head")
    inverse = {"leave.bias": head["head.leave.bias"] + 0.01}
    style = replace(blended_style({"am_puck": 1.0}), question=torch.linspace(0, 500, 6))
    save_voice(run.folder, tuned, style, step=7, inverse=inverse)
    marks = {"similarity": 0.8, "wer": 0.02, "per": 0.1, "distillmos": 4.0, "share_of_ceiling": 0.9}
    real = {**marks, "nearest_stock": "am_puck", "nearest_stock_similarity": 0.7}
    report = {
        "kept": True, "sentence": "Kept: it is alike.", "preset": "quick", "device": "cpu",
        "minutes_of_speech": 4.5, "minutes_of_training": 5.0, "start": marks, "end": marks,
        "real": real, "steps": 100, "chosen_step": 50, "held_out": ["A secret sentence."],
    }  # fmt: skip
    library.update_run(run.id, report=report)
    library.keep_run(voice.id, run.id)
    heard = LexiconEntry("bath", "/bˈæθ/", "heard", "", 3, 12.5, "en-us")
    library.change_lexicon(
        voice.id, lambda one: one.with_heard((heard,)).with_entries(checked_entry("Nguyen", "win"))
    )
    terms = Terms("Ada Lovelace", "2026-11-20", ("private", "stories"))
    library.record_consent(
        voice.id,
        "attestation",
        terms.name,
        statement_text(terms),
        checks={"terms": terms.as_dict()},
    )
    return voice.id


def members_of(data: bytes) -> Members:
    """The members of a voice file in their order."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {info.filename: file.read(info) for info in file.infolist()}


def packed(members: Members, *, listed: bool = True, how: int = zipfile.ZIP_STORED) -> bytes:
    """Members as a voice file; with `listed` the manifest names their true checksums."""
    if listed and MANIFEST in members:
        manifest = json.loads(members[MANIFEST])
        manifest["members"] = [
            {"name": n, "bytes": len(d), "sha256": hashlib.sha256(d).hexdigest()}
            for n, d in members.items()
            if n != MANIFEST
        ]
        members = {**members, MANIFEST: json.dumps(manifest).encode()}
    held = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(held, "w", how) as file:
        warnings.simplefilter("ignore")  # of names that stand twice: that is what is tried
        for name, data in members.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = how
            info.external_attr = 0o100644 << 16
            file.writestr(info, data)
    return held.getvalue()


def flip_bits(data: bytes, dice: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(dice.choice((1, 1, 1, 2, 8, 64))):
        changed[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def flip_in_structure(data: bytes, dice: random.Random) -> bytes:
    """A bit of the zip archive itself: its directory at the end, or the first member's head."""
    changed = bytearray(data)
    ends = (dice.randrange(0, 300), len(data) - 1 - dice.randrange(0, 700))
    changed[dice.choice(ends)] ^= 1 << dice.randrange(8)
    return bytes(changed)


def truncate(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.choice((dice.randrange(len(data)), len(data) - dice.randrange(1, 600), 0))]


def lengthen(data: bytes, dice: random.Random) -> bytes:
    more = dice.randbytes(dice.randrange(1, 2000))
    place = dice.choice((0, len(data), dice.randrange(len(data))))
    return data[:place] + more + data[place:]


def shuffle_blocks(data: bytes, dice: random.Random) -> bytes:
    size = dice.choice((16, 512, 4096))
    a, b = sorted(dice.sample(range(len(data) - size), 2))
    b = max(b, a + size)
    changed = bytearray(data)
    changed[a : a + size], changed[b : b + size] = data[b : b + size], data[a : a + size]
    return bytes(changed) if bytes(changed) != data else truncate(data, dice)


def blank(data: bytes, dice: random.Random) -> bytes:
    """A hole, as a failing disk leaves it."""
    size = dice.choice((64, 4096, 65536))
    at = dice.randrange(len(data))
    hole = data[:at] + bytes(len(data[at : at + size])) + data[at + size :]
    return hole if hole != data else truncate(data, dice)


def noise(data: bytes, dice: random.Random) -> bytes:
    made = dice.randbytes(dice.randrange(0, 5000))
    return dice.choice((b"", b"PK\3\4", b"PK\5\6", data[:200])) + made


def swap_members(data: bytes, dice: random.Random) -> bytes:
    """Two members with each other's content, under the old checksums or under new ones."""
    members = members_of(data)
    a, b = dice.sample([n for n in members if n != MANIFEST], 2)
    members[a], members[b] = members[b], members[a]
    return packed(members, listed=dice.random() < 0.5)


def lose_or_add_members(data: bytes, dice: random.Random) -> bytes:
    members = members_of(data)
    if dice.random() < 0.5:
        lost = dice.choice([n for n in members if n not in ("report.json", "inverse.safetensors")])
        del members[lost]
        return packed(members, listed=dice.random() < 0.5)
    strange = (
        "../evil.json", "/etc/passwd", "C:\\evil", "card.json/", "generator.safetensors ", "a/b",
        "CARD.json", "evil.py", "voices.pickle", "..", "card.json\0.txt", "гenerator.safetensors",
    )  # fmt: skip
    return packed({**members, dice.choice(strange): b"evil"}, listed=dice.random() < 0.5)


def lie_in_the_archive(data: bytes, dice: random.Random) -> bytes:
    """Bombs, doubles, links, wrong sizes: archives that are well made and mean no good."""
    members = members_of(data)
    held = io.BytesIO(packed(members))
    what = dice.randrange(5)
    if what == 0:  # 100 MB of zeros in a hundred kilobytes
        zeros = {**members, "lexicon.json": b" " * dice.choice((10**5, 10**7))}
        return packed(zeros, how=zipfile.ZIP_DEFLATED)
    if what == 1:
        return packed(members, how=dice.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2)))
    changed = bytearray(held.getvalue())
    entries = [at for at in range(len(changed) - 46) if changed[at : at + 4] == b"PK\1\2"]
    at = dice.choice(entries)
    if what == 2:  # a link
        struct.pack_into("<L", changed, at + 38, dice.choice((0o120777, 0o040755)) << 16)
    elif what == 3:  # declared sizes
        struct.pack_into("<L", changed, at + dice.choice((20, 24)), dice.randrange(2**32))
    else:  # another place
        struct.pack_into("<L", changed, at + 42, dice.randrange(1, 2**32))
    return bytes(changed)


_WRONG: tuple[Any, ...] = (
    None, -1, 1e300, 10**40, "", "x" * 100_000, [], {}, [[[[]]]], True, "../..", float("nan"),
    "a\u202eb", "\x00",
)  # fmt: skip
_FREE = {  # what may be changed and still be a voice: another one, with checksums of its own
    *("made_by", "created", "date", "sentence", "text", "note", "kept", "synthetic", "preset"),
    *("device", "nearest_stock", "refused", "entries", "step", "terms", "checks", "name", "other"),
    *("base", "language"),
}


def wrong_values(data: bytes, dice: random.Random) -> bytes:
    """A value in the JSON that cannot be, under checksums that fit."""
    members = members_of(data)
    member = dice.choice(("card.json", "consent.json", "lexicon.json", "report.json", "voice.json"))
    said = json.loads(members[member])
    holders = [said, *(v for v in said.values() if isinstance(v, dict))]
    holders += [v for vs in said.values() if isinstance(vs, list) for v in vs if type(v) is dict]
    holder = dice.choice([one for one in holders if one])
    key = dice.choice(list(holder))
    wrong = [v for v in _WRONG if type(v) is not type(holder[key])] if key in _FREE else [*_WRONG]
    fine = key in ("count", "margin", "share_of_ceiling", "distillmos", "similarity")
    if fine or key in ("minutes_of_speech", "minutes_of_training", "steps", "chosen_step"):
        wrong = [v for v in wrong if v not in (-1, 0)]
    if key in ("nearest_stock_similarity", "other", "note", "terms", "language", "sha256", "base"):
        wrong = [v for v in wrong if v not in (-1, "") and v is not None]
    how = dice.randrange(8)
    if how == 0:
        holder["surprise"] = dice.choice(_WRONG)
    elif how == 1:
        del holder[key]
    else:
        holder[key] = dice.choice(wrong)
    text = json.dumps(said)
    if dice.random() < 0.05:
        text = "[" * 100_000
    members[member] = text.encode("utf-8", "surrogatepass")
    return packed(members)


def wrong_weights(data: bytes, dice: random.Random) -> bytes:
    """Tensors that are not this program's, under checksums that fit."""
    from safetensors.torch import load, save

    members = members_of(data)
    name = dice.choice(("generator.safetensors", "inverse.safetensors"))
    tensors = load(members[name])
    key = dice.choice(list(tensors))
    what = dice.randrange(6)
    if what == 0:
        flat = tensors[key].clone().flatten()
        flat[dice.randrange(len(flat))] = dice.choice((float("nan"), float("inf"), -float("inf")))
        tensors[key] = flat.view(tensors[key].shape)
    elif what == 1:
        tensors["vocoder.evil.weight"] = torch.zeros(3)
    elif what == 2:
        tensors[key] = torch.zeros(*tensors[key].shape, 2)
    elif what == 3:
        tensors[key] = tensors[key].to(dice.choice((torch.float64, torch.int8, torch.bfloat16)))
    elif what == 4:
        tensors[f"style.{key}"] = torch.zeros(2)
    stored = save(tensors)
    if what == 5:  # a header of any length
        stored = struct.pack("<Q", dice.choice((2**63, 10**6, 0, len(stored)))) + stored[8:]
    members[name] = stored
    about = json.loads(members["voice.json"])
    for entry in about["files"]:
        if entry["name"] == name:
            entry |= {"bytes": len(stored), "sha256": hashlib.sha256(stored).hexdigest()}
    members["voice.json"] = json.dumps(about).encode()
    return packed(members)


WAYS: tuple[Damage, ...] = (
    flip_bits, flip_bits, flip_in_structure, truncate, lengthen, shuffle_blocks, blank, noise,
    swap_members, lose_or_add_members, lie_in_the_archive, wrong_values, wrong_values,
    wrong_weights,
)  # fmt: skip


@dataclass
class Outcome:
    """What came of many damaged files."""

    refused: Counter[str] = field(default_factory=Counter)
    """By the way in which they were damaged."""
    same: Counter[str] = field(default_factory=Counter)
    """Taken in, and the voice is the one that went in."""
    sentences: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    """What should not have happened."""
    longest: float = 0.0


def try_damaged(folder: Path, files: int, seed: int = 1) -> Outcome:
    """Damage and import so many files in `folder`."""
    books, source = Library(folder / "target"), Library(folder / "source")
    original = folder / "ada.timbre"
    export_voice(source, small_voice(source), original)
    data, before = original.read_bytes(), _content(source)
    outcome, target = Outcome(), folder / "damaged.timbre"
    for number in range(files):
        way = WAYS[number % len(WAYS)]
        damaged = way(data, random.Random(f"{seed} {number}"))
        if damaged == data:
            continue
        target.write_bytes(damaged)
        began = time.perf_counter()
        label = f"{way.__name__} {number}"
        try:
            voice = import_voice(books, target)
        except StudioError as error:
            outcome.refused[way.__name__] += 1
            outcome.sentences[str(error)] += 1
            if "\n" in str(error) or not str(error).endswith(".") or len(str(error)) > 400:
                outcome.wrong.append(f"{label}: no sentence: {error}")
        except Exception as error:
            outcome.wrong.append(f"{label}: {error!r}")
        else:
            outcome.same[way.__name__] += 1
            if _content(books) != before:
                outcome.wrong.append(f"{label}: another voice was taken in")
            books.delete_voice(voice.id)
        outcome.longest = max(outcome.longest, time.perf_counter() - began)
        if books.voices() or any((books.root / "voices").iterdir()):
            outcome.wrong.append(f"{label}: something is left in the library")
            break
    return outcome


def _content(library: Library) -> list[Any]:
    """Everything of the only voice that matters, to be compared."""
    (voice,) = library.voices()
    consent = library.consent(voice.id)
    assert consent is not None and voice.run is not None
    run = library.run(voice.run)
    kept = load_voice(run.folder)
    tensors = {**kept.tuned, **kept.inverse, **kept.style.tensors()}
    digest = hashlib.sha256()
    for name in sorted(tensors):
        digest.update(name.encode() + tensors[name].numpy().tobytes())
    report = {k: v for k, v in (run.report or {}).items() if k not in ("held_out", "set_aside")}
    return [
        voice.name, voice.language, voice.synthetic, digest.hexdigest(), library.lexicon(voice.id),
        consent.kind, consent.name, consent.text, consent.date, consent.checks.get("terms"), report,
    ]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        outcome = try_damaged(Path(folder), given.files, given.seed)
    for way in dict.fromkeys(way.__name__ for way in WAYS):
        print(f"{way:22} refused {outcome.refused[way]:6}   unharmed {outcome.same[way]:5}")
    print(f"{len(outcome.sentences)} different sentences, among them:")
    for sentence, count in outcome.sentences.most_common(12):
        print(f"  {count:5} {sentence}")
    print(f"longest import {outcome.longest:.2f} s; all in {time.perf_counter() - began:.0f} s")
    print(f"{sum(outcome.refused.values())} refused, {sum(outcome.same.values())} the same voice, "
          f"{len(outcome.wrong)} wrong")  # fmt: skip
    print("\n".join(outcome.wrong[:40]))
    if outcome.wrong or outcome.longest > LONGEST:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
