"""How well recordings are judged and mended, on real speech with known harm done to it.

    python -m tests.benchmarks.recording_faults [room] [faults] [drift] [cleanup] [speed]

Needs real speech (TIMBRE_SPEECH, or ../shared/speech beside the checkout) of `SPEAKERS`. Without a
name everything is measured, in about three minutes of one core. Every random number is seeded.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy.signal import fftconvolve, firwin2
from scipy.stats import kurtosis

from studio.audio import denoise
from studio.audio.bands import band_power
from studio.audio.cleanup import Cleanup, clean
from studio.audio.echo import decay_seconds
from studio.audio.files import Samples, Sound, read_sound, resample
from studio.audio.fingerprint import TONE_SPREADS, Fingerprint, drift
from studio.audio.hum import find_hum, remove_hum
from studio.audio.levels import match_level, pauses, rms_dbfs, speech_rms_dbfs
from studio.audio.room import room_report
from studio.audio.take_faults import find_faults

SPEAKERS = ("callie", "lj", "richard")
MOST_TAKES = 120  # of each speaker
Harm = Callable[[Samples, int, np.random.Generator], Samples]


def takes(speaker: str, least: float, most: float, count: int) -> list[Sound]:
    """Return takes of one speaker between two lengths in seconds, evenly chosen."""
    folder = Path(os.environ.get("TIMBRE_SPEECH", "../shared/speech")) / speaker
    sounds = [read_sound(path) for path in sorted(folder.glob("*.flac"))]
    fitting = [sound for sound in sounds if least <= sound.seconds <= most]
    chosen = np.linspace(0, len(fitting) - 1, min(count, len(fitting))).astype(int)
    return [fitting[number] for number in chosen]


def noise(samples: int, dbfs: float, rng: np.random.Generator) -> Samples:
    """White noise of that RMS."""
    return rng.normal(0.0, 10 ** (dbfs / 20), samples).astype(np.float32)


def fan(samples: int, rate: int, rng: np.random.Generator) -> Samples:
    """Noise of a fan: even up to 300 Hz, falling by 6 dB an octave above, RMS 1."""
    hertz = np.fft.rfftfreq(samples, 1 / rate)
    spectrum = np.fft.rfft(rng.standard_normal(samples)) / np.sqrt(1 + (hertz / 300) ** 2)
    spectrum[hertz < 60] = 0
    sound = np.fft.irfft(spectrum, samples)
    return np.asarray(sound / np.std(sound), np.float32)


def with_fan(under_db: float) -> Harm:
    """A fan so far below the speech."""

    def harm(sound: Samples, rate: int, rng: np.random.Generator) -> Samples:
        speech = speech_rms_dbfs(sound, rate) or -25.0
        strength = np.float32(10 ** ((speech - under_db) / 20))
        return np.add(sound, fan(len(sound), rate, rng) * strength, dtype=np.float32)

    return harm


def with_echo(seconds: float, direct_db: float) -> Harm:
    """A room: noise that falls by 60 dB in `seconds`, `direct_db` below the direct sound."""

    def harm(sound: Samples, rate: int, rng: np.random.Generator) -> Samples:
        at = np.arange(round(1.1 * seconds * rate)) / rate
        response = rng.standard_normal(len(at)) * 10 ** (-3 * at / seconds)
        response[: round(0.004 * rate)] = 0
        response *= 10 ** (-direct_db / 20) / np.sqrt(np.sum(response**2))
        response[0] = 1
        return fftconvolve(sound, response)[: len(sound)].astype(np.float32)

    return harm


def with_tone(tilt: float = 0.0, lows: float = 0.0) -> Harm:
    """Highs that fall by `tilt` dB an octave above 1 kHz, lows by up to `lows` dB below 200 Hz."""

    def harm(sound: Samples, rate: int, rng: np.random.Generator) -> Samples:
        hertz = np.linspace(0, rate / 2, 257)
        change = -tilt * np.maximum(0, np.log2(np.maximum(hertz, 1) / 1000))
        change -= lows / np.sqrt(1 + (hertz / 200) ** 2)
        response = firwin2(1023, hertz, 10 ** (change / 20), fs=rate)
        return fftconvolve(sound, response, "same").astype(np.float32)

    return harm


def softer(decibels: float) -> Harm:
    """The same at a lower level."""
    return lambda sound, rate, rng: sound * np.float32(10 ** (-decibels / 20))


def in_a_row(*harms: Harm) -> Harm:
    """One after another."""

    def harm(sound: Samples, rate: int, rng: np.random.Generator) -> Samples:
        for one in harms:
            sound = one(sound, rate, rng)
        return sound

    return harm


def padded(sound: Sound, before: float, after: float, dbfs: float, seed: int) -> Samples:
    """A take with silence around it and white noise at `dbfs` throughout."""
    rate = sound.rate
    sides = (round(before * rate), round(after * rate))
    samples = np.pad(sound.samples, sides)
    return samples + noise(len(samples), dbfs, np.random.default_rng(seed))


def room_figures() -> dict[str, object]:
    """Hum in noise, and reverberation times that are known."""
    rng = np.random.default_rng(1)
    rate = 48_000
    found, level_errors, alarms = 0, [], 0
    trials = 40
    for _ in range(trials):
        silence = fan(3 * rate, rate, rng) * np.float32(10 ** (-60 / 20))
        alarms += find_hum(silence, rate) is not None
        hertz = float(rng.choice([50, 60]) + rng.uniform(-0.15, 0.15))
        at = np.arange(len(silence)) / rate
        phases = rng.uniform(0, 6, 5)
        lines = zip((1, 0.6, 0.8, 0.2, 0.3), range(1, 6), phases, strict=True)
        hum = sum(h * np.sin(2 * np.pi * hertz * k * at + p) for h, k, p in lines)
        hum = hum * 10 ** (-66 / 20) / np.sqrt(np.mean(hum**2))
        heard = find_hum((silence + hum).astype(np.float32), rate)
        if heard is not None and abs(heard.hz - hertz) < 0.1:
            found += 1
            level_errors.append(abs(heard.dbfs + 66))
    figures: dict[str, object] = {
        "hum 6 dB below the noise found": found / trials,
        "its level off by, dB": round(float(np.median(level_errors)), 2),
        "hum heard in noise alone": alarms / trials,
    }
    spoken = [sound for name in SPEAKERS for sound in takes(name, 2.5, 9, 8)]
    for seconds in (0.0, 0.3, 0.5, 0.8, 1.2):
        for direct in (0, 10) if seconds else (0,):
            told = []
            for number, sound in enumerate(spoken):
                samples = match_level(padded(sound, 0.3, 0.7, -120, number), -25, sound.rate)
                if seconds:
                    harm = with_echo(seconds, direct)
                    samples = harm(samples, sound.rate, np.random.default_rng(number))
                samples = samples + noise(len(samples), -70, np.random.default_rng(number))
                told.append(decay_seconds(band_power(samples, sound.rate)) or np.nan)
            low, middle, high = np.nanpercentile(told, (5, 50, 95))
            name = f"echo {seconds} s, direct sound {direct} dB above" if seconds else "no echo"
            figures[name] = f"{middle:.2f} ({low:.2f} to {high:.2f})"
    return figures


def fault_figures() -> dict[str, object]:
    """Faults of every kind done to real takes, and what is found in the takes as they are."""
    figures: dict[str, object] = {}
    for speaker in SPEAKERS:
        found: dict[str, list[bool]] = {}
        sounds = takes(speaker, 1.5, 20, MOST_TAKES)
        for number, sound in enumerate(sounds):
            rate = sound.rate
            level = match_level(padded(sound, 0.3, 0.3, -120, number), -25, rate)
            quiet = level + noise(len(level), -75, np.random.default_rng(number))
            loud = np.abs(sound.samples)
            inside = np.flatnonzero(loud > np.percentile(loud, 90))
            inside = inside[(inside > 0.15 * len(loud)) & (inside < 0.85 * len(loud))]
            cut = int(np.random.default_rng(number).choice(inside)) + round(0.3 * rate)
            at = np.arange(len(quiet)) / rate
            hum = sum(np.sin(2 * np.pi * 50.03 * k * at) / k for k in (1, 2, 3))
            hummed = quiet + np.float32(10 ** (-55 / 20)) * np.asarray(hum, np.float32)
            hiss = noise(len(quiet), -45, np.random.default_rng(number))
            top = float(np.abs(quiet).max())
            rng = np.random.default_rng(number)
            cases: dict[str, Samples] = {
                "any": quiet,
                "any in a fan 35 dB below": with_fan(35)(quiet, rate, rng),
                "cut_start": quiet[cut:],
                "cut_end": quiet[:cut],
                "hum": hummed,
                "noisy": quiet + hiss,
                "too_soft": quiet * np.float32(10 ** (-20 / 20)),
                "too_loud": np.clip(quiet / top * 2, -1, 1),
                "long_silence": padded(Sound(quiet, rate), 1.5, 0, -90, number),
                "silent": noise(len(quiet), -60, np.random.default_rng(number)),
            }
            for kind, samples in cases.items():
                kinds = [one.kind for one in find_faults(Sound(samples.astype(np.float32), rate))]
                right = bool(kinds) if kind.startswith("any") else kind in kinds
                found.setdefault(kind, []).append(right)
        figures[speaker] = {"takes": len(sounds)} | {k: _share(v) for k, v in found.items()}
    return figures


def _share(found: list[bool]) -> float:
    return round(float(np.mean(found)), 3)


CHANGES: dict[str, Harm] = {
    "nothing": lambda sound, rate, rng: sound,
    "fan 25 dB below the voice": with_fan(25),
    "fan 30 dB below the voice": with_fan(30),
    "level -8 dB": softer(8),
    "echo 0.5 s, direct 3 dB above": with_echo(0.5, 3),
    "further away": in_a_row(with_echo(0.4, 3), with_tone(lows=6), softer(8)),
    "highs -3 dB an octave": with_tone(tilt=3),
    "highs -4 dB an octave": with_tone(tilt=4),
    "highs -3 dB an octave, lows -8 dB": with_tone(tilt=3, lows=8),
    "lows -8 dB": with_tone(lows=8),
}


def drift_figures() -> dict[str, object]:
    """Changes found at once and within five takes, against 30 others of the same speaker."""
    figures: dict[str, object] = {}
    alarms: list[bool] = []
    for speaker in SPEAKERS:
        prints = [_changed(sound, number) for number, sound in enumerate(_spoken(speaker))]
        prints = [one for one in prints if one is not None]
        rng = np.random.default_rng(2)
        orders = [rng.permutation(len(prints)) for _ in prints]
        alarms += [bool(_drifts(prints, order, "nothing", 0)) for order in orders]
        found = {"takes": len(prints), "false alarms": _share(alarms[-len(prints) :])}
        for change in list(CHANGES)[1:]:
            first = [_drifts(prints, order, change, 0) for order in orders]
            within = [
                any(_drifts(prints, order, change, after) for after in range(len(TONE_SPREADS)))
                for order in orders
            ]
            kinds = sorted({kind for one in first for kind in one})
            common = {kind: _share([kind in one for one in first]) for kind in kinds}
            told = {"at once": _share([bool(one) for one in first]), "within five": _share(within)}
            found[change] = told | {"as": {k: v for k, v in common.items() if v >= 0.05}}
        figures[speaker] = found
    return {"false alarms, all": _share(alarms)} | figures


def _spoken(speaker: str) -> list[Sound]:
    return takes(speaker, 1.2, 20, MOST_TAKES)


def _changed(sound: Sound, number: int) -> dict[str, Fingerprint] | None:
    """Return the fingerprint of a take after each change; None when it has too little voice."""
    made: dict[str, Fingerprint] = {}
    for name, harm in CHANGES.items():
        samples = harm(sound.samples, sound.rate, np.random.default_rng(number))
        found = Fingerprint.of(Sound(samples, sound.rate))
        if found is None or (found.voiced_seconds < 0.8 and name == "nothing"):
            return None
        made[name] = found
    return made


def _drifts(
    prints: list[dict[str, Fingerprint]], order: np.ndarray, change: str, after: int
) -> list[str]:
    """Return the kinds told for a take, `after` takes after the change came."""
    now, latest, before = order[0], order[1 : 1 + after], order[1 + after : 31]
    others = [prints[at]["nothing"] for at in before] + [prints[at][change] for at in latest]
    return [one.kind for one in drift(prints[now][change], others)]


def cleanup_figures() -> dict[str, object]:
    """Noise and hum of known strength added to real takes and taken out again."""
    figures: dict[str, object] = {}
    sounds = [sound for name in SPEAKERS for sound in takes(name, 2.5, 8, 6)]
    for under in (10, 20, 30):
        rows = []
        for number, sound in enumerate(sounds):
            rng = np.random.default_rng(number)
            speech = match_level(padded(sound, 0.3, 0.7, -120, number), -25, sound.rate)
            added = fan(len(speech), sound.rate, rng) * np.float32(10 ** ((-25 - under) / 20))
            rows.append(_denoised(speech, added, sound.rate))
        names = ("SNR gained, dB", "speech kept, SDR dB", "noise lowered, dB", "kurtosis, ln ratio")
        means = np.round(np.mean(rows, axis=0), 2).tolist()
        figures[f"noise_db=12, fan {under} dB below"] = dict(zip(names, means, strict=True))
    gained = []
    for number, sound in enumerate(sounds):
        speech = padded(sound, 0.3, 0.7, -70, number)
        at = np.arange(len(speech)) / sound.rate
        hum = sum(np.sin(2 * np.pi * 50.08 * k * at + k) / k for k in (1, 2, 3, 5))
        hum = np.asarray(hum, np.float32) * np.float32(10 ** (-50 / 20))
        left = remove_hum(np.add(speech, hum, dtype=np.float32), sound.rate, 50.0) - speech
        gained.append(rms_dbfs(hum) - rms_dbfs(left))
    figures["hum lowered (harm to speech counted as left hum), dB"] = {
        "mean": round(float(np.mean(gained)), 1),
        "least": round(float(np.min(gained)), 1),
    }
    return figures


def _denoised(speech: Samples, added: Samples, rate: int) -> tuple[float, float, float, float]:
    """Apply the gains of the mixture to speech and noise apart, which shows what becomes of each.

    Kurtosis of the noise's spectrum after and before: 0 is noise as even as it was; musical tones
    reach 1 and more (Uemura et al., "Automatic optimization scheme of spectral subtraction based
    on musical noise assessment via higher-order statistics", IWAENC 2008).
    """
    mixed = denoise._analysed(speech + added, rate)
    power = np.abs(mixed) ** 2
    quiet = denoise._pause_frames(speech + added, rate)
    level = denoise._noise_power(power, quiet, None, rate)
    gains = denoise.gains((power / (level + 1e-12)).astype(np.float32), 10 ** (-12 / 20))

    def gained(sound: Samples) -> Samples:
        return denoise._synthesised(denoise._analysed(sound, rate) * gains, len(sound), rate)

    kept, left = gained(speech), gained(added)
    whole = clean(Sound(speech + added, rate), Cleanup(noise_db=12)).samples
    tail = slice(len(speech) - round(0.5 * rate), None)
    before = np.abs(denoise._analysed(added[tail], rate)[5:-5]) ** 2
    after = np.abs(denoise._analysed(whole[tail], rate)[5:-5]) ** 2
    peaked = [kurtosis((one / one.mean(0)).ravel(), fisher=False) for one in (after, before)]
    return (
        rms_dbfs(added) - rms_dbfs(whole - speech),
        rms_dbfs(speech) - rms_dbfs(kept - speech),
        rms_dbfs(added[tail]) - rms_dbfs(left[tail]),
        float(np.log(peaked[0] / peaked[1])),
    )


def speed_figures() -> dict[str, object]:
    """Seconds of one core for a take of 6 s at 48 kHz."""
    sound = takes("lj", 6, 20, 1)[0]
    samples = resample(sound.samples, sound.rate, 48_000)[: 6 * 48_000]
    sound = Sound(samples, 48_000)
    silence = Sound(noise(3 * 48_000, -70, np.random.default_rng(0)), 48_000)
    now = Fingerprint.of(sound)
    assert now is not None
    settings = Cleanup(noise_db=12, hum_hz=50, trim=True, level_dbfs=-25)
    work: dict[str, Callable[[], object]] = {
        "room_report": lambda: room_report(silence, sound),
        "find_faults": lambda: find_faults(sound),
        "Fingerprint.of": lambda: Fingerprint.of(sound),
        "drift": lambda: drift(now, [now] * 40),
        "find_hum": lambda: find_hum(samples, 48_000, pauses(samples, 48_000)),
        "clean, everything": lambda: clean(sound, settings),
    }
    figures: dict[str, object] = {}
    for name, run in work.items():
        run()  # tables and imports
        spent = []
        for _ in range(5):
            start = time.process_time()
            run()
            spent.append(time.process_time() - start)
        figures[name] = round(float(np.median(spent)), 4)
    return figures


FIGURES: dict[str, Callable[[], dict[str, object]]] = {
    "room": room_figures,
    "faults": fault_figures,
    "drift": drift_figures,
    "cleanup": cleanup_figures,
    "speed": speed_figures,
}


def main() -> None:
    """Print the figures asked for as JSON."""
    for name in sys.argv[1:] or FIGURES:
        print(json.dumps({name: FIGURES[name]()}, indent=1), flush=True)


if __name__ == "__main__":
    main()
