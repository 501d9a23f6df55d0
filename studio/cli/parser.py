"""The command line's grammar. Commands are imported when they run, so that help comes at once."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from studio import __version__
from studio.cli.delivery_options import deliver_options, detect_options, punch_in_options
from studio.cli.exit_codes import HELP
from studio.cli.options import add_json, add_library, add_manner
from studio.core.entities import LANGUAGES, SCRIPT_LANGUAGES
from studio.training.presets import SEARCH_MINUTES

_CLUSTER = "dask://HOST:PORT or ray://HOST:PORT {}"
_Commands = Any  # argparse names the type of its sub-parsers with an underscore


def build_parser() -> argparse.ArgumentParser:
    """The parser; its result has `run`, a function of itself which returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="timbre",
        description="Clone your own voice on your own machine, and speak with it.",
        epilog=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"Timbre {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    _voices(commands)
    _new(commands)
    _consent(commands)
    _import(commands)
    _summary(commands)
    _export(commands)
    _prepare(commands)
    _train(commands)
    _report(commands)
    _ladder(commands)
    _speak(commands)
    _render(commands)
    _deliver(commands)
    _punch_in(commands)
    _detect(commands)
    _hear(commands)
    _lexicon(commands)
    _voice_file(commands)
    _serve(commands)
    _delete(commands)
    _traces(commands)
    _selftest(commands)
    _demo(commands)
    return parser


def _command(
    commands: _Commands, name: str, what: str, target: str, *, json: bool = True
) -> argparse.ArgumentParser:
    """One command; `target` is "module:function" below `studio.cli`."""
    parser = commands.add_parser(name, help=what, description=what)
    add_library(parser)
    parser.add_argument("-q", "--quiet", action="store_true", help="say nothing about progress")
    if json:
        add_json(parser)
    parser.set_defaults(run=_later(target))
    return parser


def _later(target: str) -> Callable[[argparse.Namespace], int]:
    def run(given: argparse.Namespace) -> int:
        module, _, function = target.partition(":")
        return getattr(importlib.import_module(f"studio.cli.{module}"), function)(given)

    return run


def _voices(commands: _Commands) -> None:
    _command(commands, "voices", "list the voices", "voice_commands:voices")


def _new(commands: _Commands) -> None:
    what = "make a new voice, to be filled with recordings"
    parser = _command(commands, "new", what, "voice_commands:new")
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("--language", choices=LANGUAGES, default="en-us")
    parser.add_argument("--by", metavar='"FULL NAME"', help="give the consent at once")
    parser.add_argument(
        "--base", default="", metavar="STOCK", help="the stock voice to start training from"
    )


def _consent(commands: _Commands) -> None:
    what = "show, give or take back the consent for a voice; training is locked without it"
    parser = _command(commands, "consent", what, "consent_commands:consent")
    parser.add_argument("name", metavar="NAME")
    parser.add_argument(
        "--by", metavar='"FULL NAME"', help="who consents; alone: declare it for imported takes"
    )
    doing = parser.add_mutually_exclusive_group()
    doing.add_argument("--print", action="store_true", help="print the statement to be read aloud")
    doing.add_argument("--statement", type=Path, metavar="AUDIO", help="the statement, recorded")
    doing.add_argument("--withdraw", action="store_true", help="take the consent back")
    parser.add_argument(
        "--use", action="append", metavar="KEY",
        help="what the voice may be used for: private, assist, stories, teaching, messages or "
        "research; may be given several times",
    )  # fmt: skip
    parser.add_argument("--other", default="", metavar="WORDS", help="a use in your own words")
    parser.add_argument("--date", metavar="YYYY-MM-DD", help="as it was read (default: today)")
    parser.add_argument("--language", choices=SCRIPT_LANGUAGES, default="en")


def _import(commands: _Commands) -> None:
    what = (
        "import recordings: a folder with transcripts.tsv or metadata.csv, or NAME.wav + NAME.txt; "
        "recordings without a text, and long ones, are cut at their pauses and written down"
    )
    parser = _command(commands, "import", what, "voice_commands:import_takes")
    parser.add_argument("name", metavar="NAME")
    parser.add_argument(
        "path", metavar="PATH", type=Path,
        help="a folder, or one recording of any length (with NAME.srt or NAME.txt beside it)",
    )  # fmt: skip
    parser.add_argument(
        "--no-transcribe", action="store_true", help="leave out what has no text or is long"
    )


def _summary(commands: _Commands) -> None:
    what = "what a voice's recordings are: minutes, coverage, level, noise, and what stands out"
    parser = _command(commands, "summary", what, "data_set_commands:summary")
    parser.add_argument("name", metavar="NAME")


def _export(commands: _Commands) -> None:
    what = "write a voice's recordings into a new folder that other programs read"
    parser = _command(commands, "export-data-set", what, "data_set_commands:export_data_set")
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("folder", metavar="FOLDER", type=Path)
    parser.add_argument("--format", choices=("ljspeech", "plain"), default="ljspeech")
    parser.add_argument(
        "--rate", type=int, metavar="HZ",
        help="0 = as recorded (default: 22050 for ljspeech, 0 for plain)",
    )  # fmt: skip
    parser.add_argument("--original", action="store_true", help="without any clean-up")
    parser.add_argument("--all", action="store_true", help="also the takes that are set aside")


def _train(commands: _Commands) -> None:
    parser = _command(commands, "train", "fine-tune a voice on its recordings", "training:train")
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("--preset", choices=("quick", "studio"), default="quick")
    parser.add_argument(
        "--search", type=_minutes, metavar="MINUTES",
        help="try for longer: other learning rates and batches, for so many minutes in all (15 to "
        "480), instead of a preset; what measurably helps is kept",
    )  # fmt: skip
    parser.add_argument("--device", choices=("auto", "cpu", "cuda", "mps"), default="auto")
    parser.add_argument("--resume", action="store_true", help="go on with an interrupted run")
    parser.add_argument(
        "--leave-cores", type=int, default=0, metavar="N",
        help="leave N cores to other programs; in the same time it learns less (default: 0)",
    )  # fmt: skip


def _prepare(commands: _Commands) -> None:
    what = "prepare a voice's takes ahead of a training, here or on a cluster"
    parser = _command(commands, "prepare", what, "training:prepare")
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("--cluster", metavar="URL", help=_CLUSTER.format("prepares the takes"))


def _minutes(text: str) -> float:
    """Minutes of a search."""
    try:
        minutes = float(text)
    except ValueError:
        minutes = 0.0
    least, most = SEARCH_MINUTES
    if not least <= minutes <= most:
        raise argparse.ArgumentTypeError(f"{text}: choose from {least} to {most} minutes")
    return minutes


def _report(commands: _Commands) -> None:
    parser = _command(commands, "report", "show a voice's report card", "training:report")
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("--run", dest="run_id", metavar="ID", help="another run than the last")


def _ladder(commands: _Commands) -> None:
    what = "list a run's checkpoints with their figures; let another one speak, or go back"
    parser = _command(commands, "ladder", what, "ladder_commands:ladder")
    parser.add_argument("name", metavar="NAME")
    parser.add_argument(
        "--run", dest="run_id", metavar="ID", help="another run than the last that has a ladder"
    )
    doing = parser.add_mutually_exclusive_group()
    doing.add_argument("--use", type=int, metavar="STEP", help="let this checkpoint speak")
    doing.add_argument("--back", action="store_true", help="let speak what the program chose")
    doing.add_argument(
        "--clear", action="store_true", help="delete the weights; what speaks now stays"
    )


_MARKS = """\
Marks in the text: [pause 0.5], *emphasis*, [spell ABC], [say Nguyen as /wɪn/]. A text that begins
with <speak is read as SSML: speak, p, s, break, emphasis, say-as (characters), phoneme (ipa),
prosody (rate, pitch, volume) and sub. The score beside the sound (NAME.score.json) has the words,
sounds, lengths and pitch of every sentence.

--edits takes a JSON list; each edit names a sentence by "index" and "text" as in the score, and has
any of "words" {"2": "/wɪn/"}, "emphasis" {"2": 1}, "lengths_ms" {"14": 120}, "pitch" [[[3.5, 180],
[6, 220]]] (places of symbols, Hz) and "manner" {"seed": 7}."""


def _speak(commands: _Commands) -> None:
    parser = _command(commands, "speak", "speak a text in a voice", "speech_commands:speak")
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _MARKS
    parser.add_argument(
        "name", metavar="NAME",
        help="a voice of `timbre voices`, or a blend: af_heart:2+bm_george, Ada:0.7+af_heart:0.3",
    )  # fmt: skip
    parser.add_argument("text", metavar="TEXT", nargs="?")
    parser.add_argument("-f", "--file", type=Path, help="read the text from a file (- for stdin)")
    parser.add_argument(
        "-o", "--out", type=Path, required=True, help="OUT.wav, .flac, .mp3, .ogg or .opus"
    )
    parser.add_argument("--language", choices=LANGUAGES, help="default: the voice's own")
    add_manner(parser)
    parser.add_argument(
        "--edits", type=Path, metavar="FILE.json", help="changes of sentences, or a score with them"
    )
    parser.add_argument(
        "--earlier", type=Path, metavar="OUT.wav",
        help="an earlier recording: sentences that have not changed are taken from it",
    )  # fmt: skip
    parser.add_argument("--no-check", action="store_true", help="do not hear the words back")
    parser.add_argument("--picture", type=Path, metavar="PNG", help="also draw the spectrogram")


def _render(commands: _Commands) -> None:
    what = (
        "speak a script line by line: text, Markdown, CSV, TSV, SRT or Fountain; what is made is "
        "kept as a project, and made again only where something changed"
    )
    parser = _command(commands, "render", what, "render_commands:render")
    parser.add_argument("script", metavar="SCRIPT", type=Path)
    parser.add_argument("--name", metavar="NAME", help="of the project (default: the file's)")
    parser.add_argument("--voice", metavar="VOICE", help="speaks everybody who is not cast")
    parser.add_argument(
        "--cast", type=Path, metavar="FILE.csv", help="columns: character, voice, settings"
    )
    parser.add_argument("--lexicon", type=Path, metavar="FILE.csv", help="columns: word, say")
    parser.add_argument("--language", choices=LANGUAGES, help="default: each voice's own")
    parser.add_argument("--actions", action="store_true", help="speak a screenplay's actions, too")
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--changed", action="store_true",
        help="only lines that are new or changed, without looking at those that were made",
    )  # fmt: skip
    which.add_argument(
        "--line", action="append", metavar="ID",
        help="only this line, once more with another seed; may be given several times",
    )  # fmt: skip
    parser.add_argument(
        "--tries", type=int, default=4, choices=range(5), metavar="N",
        help="how often a sentence is said until every word is heard (0 to 4; 0: nobody listens)",
    )  # fmt: skip
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="also deliver the lines there")
    parser.add_argument("--format", choices=("wav", "flac", "mp3", "ogg", "opus"))
    parser.add_argument("--layout", choices=("lines", "one", "stems"), help="default: lines")
    parser.add_argument("--loudness", choices=("none", "podcast", "ebu", "acx", "game"))
    parser.add_argument("--rate", type=int, choices=(24_000, 44_100, 48_000), metavar="HZ")
    parser.add_argument("--progress", choices=("json",), help="a JSON value a line, on stdout")
    parser.add_argument(
        "--processes", type=int, default=1, metavar="N", help="so many lines at once (1 GB each)"
    )
    parser.add_argument("--cluster", metavar="URL", help=_CLUSTER.format("makes the lines"))


def _deliver(commands: _Commands) -> None:
    what = (
        "make files of rendered lines: formats, loudness, stems, subtitles, lip-sync, a manifest; "
        "only what changed is written again"
    )
    deliver_options(_command(commands, "deliver", what, "delivery_commands:deliver"))


def _punch_in(commands: _Commands) -> None:
    what = "replace a sentence of a real recording by the cloned one; the recording stays as it is"
    punch_in_options(_command(commands, "punch-in", what, "delivery_commands:punch_in"))


def _detect(commands: _Commands) -> None:
    what = "tell whether a sound carries the watermark of generated speech (exit code 0: it does)"
    detect_options(_command(commands, "detect", what, "delivery_commands:detect"))


def _hear(commands: _Commands) -> None:
    parser = _command(commands, "hear", "say what is said in a recording", "speech_commands:hear")
    parser.add_argument("audio", metavar="AUDIO", type=Path)
    parser.add_argument("--text", help="what should be said: words that are missing are named")
    parser.add_argument("--language", choices=LANGUAGES, default="en-us")


def _lexicon(commands: _Commands) -> None:
    what = "how a voice says words: list, add, remove, import, export, and hear them back"
    parser = _command(commands, "lexicon", what, "lexicon_commands:lexicon")
    parser.add_argument("name", metavar="VOICE")
    parser.add_argument(
        "--add", action="append", metavar="WORD=SAY",
        help="as it sounds (Nguyen=noo-YEN) or phonemes (bath=/bɑːθ/); may be given several times",
    )  # fmt: skip
    parser.add_argument(
        "--remove", action="append", metavar="WORD", help="may be given several times"
    )
    parser.add_argument(
        "--import", dest="import_file", type=Path, metavar="FILE.csv", help="columns: word, say"
    )
    parser.add_argument("--export", dest="export_file", type=Path, metavar="FILE.csv")
    parser.add_argument(
        "--language", choices=LANGUAGES, help="read this voice's texts in another English"
    )
    parser.add_argument(
        "--check", action="store_true", help="let the voice say every word, and hear it back"
    )


def _voice_file(commands: _Commands) -> None:
    what = "write a voice into one file: weights, card, lexicon, consent and terms of use"
    parser = _command(commands, "export", what, "voice_file_commands:export_voice")
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("file", metavar="FILE.timbre", type=Path)
    what = "write a voice as ONNX files, for programs without PyTorch; a new folder"
    onnx = _command(commands, "export-onnx", what, "onnx_commands:export_onnx")
    onnx.add_argument("name", metavar="VOICE", help="of the library, or a stock voice")
    onnx.add_argument("folder", metavar="FOLDER", type=Path)
    what = "take the voice of a file into the library; nothing in the file is believed unchecked"
    parser = _command(commands, "import-voice", what, "voice_file_commands:import_voice")
    parser.add_argument("file", metavar="FILE.timbre", type=Path)
    parser.add_argument("--name", metavar="NEW", help="under another name than its own")


def _serve(commands: _Commands) -> None:
    what = "speak for other programs over HTTP, as OpenAI's clients expect it, until Ctrl-C"
    parser = _command(commands, "serve", what, "serve_commands:serve")
    parser.add_argument("--host", default="127.0.0.1", help="default: 127.0.0.1, this computer")
    parser.add_argument("--port", type=int, default=7860, help="default: 7860; 0 = any free one")
    parser.add_argument(
        "--workers", type=int, default=1, metavar="N",
        help="speak N texts at once; each takes half a gigabyte of memory (default: 1)",
    )  # fmt: skip
    token = parser.add_mutually_exclusive_group()
    token.add_argument(
        "--token-file", type=Path, metavar="FILE", help="where the token stands, or is to be made"
    )
    token.add_argument(
        "--no-token", action="store_true", help="let every program on this computer ask"
    )
    parser.add_argument(
        "--allow-network", action="store_true", help="let --host be one that others can reach"
    )


def _delete(commands: _Commands) -> None:
    what = "delete a voice with all its recordings and training"
    parser = _command(commands, "delete", what, "consent_commands:delete")
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("-y", "--yes", action="store_true", help="do not ask")
    parser.add_argument(
        "--prove", action="store_true", help="search for what is left, and say where was searched"
    )
    parser.add_argument(
        "--manifest", type=Path, metavar="FILE.json", help="keep hashes for `timbre traces`"
    )


def _traces(commands: _Commands) -> None:
    what = "search for what is left of a voice in library, settings, cache and temporary files"
    parser = _command(commands, "traces", what, "consent_commands:traces")
    parser.add_argument("what", metavar="NAME|ID|FILE.json", help="a name, an id, or a manifest")
    parser.add_argument(
        "--save", type=Path, metavar="FILE.json", help="keep hashes of a voice that is still there"
    )


def _selftest(commands: _Commands) -> None:
    _command(commands, "selftest", "see whether all parts work here", "selftest:selftest")


def _demo(commands: _Commands) -> None:
    what = "the whole way on the sample voice: import, train, speak, and say where the results are"
    parser = _command(commands, "demo", what, "demo:demo")
    parser.add_argument("--out", type=Path, default=Path("out"), metavar="DIR")
    parser.add_argument("--again", action="store_true", help="train again when already trained")
