"""Make statement.ogg: the consent statement, read by the speaker of the sample voice.

    python -m tests.dataset.data.make_statement

The stock blend that the sample voice was made from reads it, with formants and pitch moved in the
same way (packaging/recipes/sample_voice.py): synthetic, and near enough to be the same speaker.
"""

from pathlib import Path

import numpy as np
import soundfile

from studio.audio.files import resample
from studio.audio.mel_spec import RATE
from studio.core.files import atomic_path
from studio.dataset.consent import Terms, statement_text
from studio.speech.speak import silence, speak
from studio.speech.speakers import speakers
from studio.voice.generator import Manner

FORMANTS, SPEED, PITCH = 1.125, 0.97, 1.12
TERMS = Terms("Sam Sample", "2026-11-22", ("private",))


def main() -> None:
    manner = Manner(speed=SPEED / FORMANTS, pitch=12 * float(np.log2(PITCH / FORMANTS)), seed=1)
    speaker = speakers().speaker(None, "am_michael+bm_george")
    parts = []
    for spoken in speak(speaker, statement_text(TERMS), manner, "en-us"):
        parts += [silence(spoken.pause), spoken.samples]
    sound = resample(np.concatenate(parts), round(RATE * FORMANTS), RATE)
    with atomic_path(Path(__file__).with_name("statement.ogg")) as part:
        soundfile.write(part, sound, RATE, format="OGG", subtype="OPUS", compression_level=0.9)


if __name__ == "__main__":
    main()
