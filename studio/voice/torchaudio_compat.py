"""The one door to torchaudio.

torchaudio's Linux wheel carries compiled code that is linked against CUDA. Beside a torch for the
CPU alone it cannot load, and `import torchaudio` ends in an OSError. All that is used of torchaudio
here is written in Python (mel filters, resampling, masks, loudness), so where the compiled part
cannot load, it is marked as not available and the rest imports as usual.

Import this module before any package that imports torchaudio in passing (transformers does):

    from studio.voice.torchaudio_compat import torchaudio
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any, NoReturn

_EXTENSION = "torchaudio._extension"


def _without_extension(function: Callable[..., Any]) -> Callable[..., NoReturn]:
    """Stands in for a function of torchaudio that needs its compiled part."""

    def unavailable(*_args: object, **_kwargs: object) -> NoReturn:
        raise RuntimeError(
            f"{function.__name__} needs torchaudio's compiled part, "
            "which cannot load beside this build of torch"
        )

    return unavailable


def _import() -> ModuleType:
    """torchaudio, whole where it loads, otherwise without its compiled part."""
    try:
        import torchaudio
    except OSError:
        for name in [n for n in sys.modules if n.split(".")[0] == "torchaudio"]:
            del sys.modules[name]
        stand_in = ModuleType(_EXTENSION)
        vars(stand_in).update(
            _IS_TORCHAUDIO_EXT_AVAILABLE=False,
            _IS_ALIGN_AVAILABLE=False,
            fail_if_no_align=_without_extension,
        )
        sys.modules[_EXTENSION] = stand_in
        import torchaudio
    return torchaudio


torchaudio = _import()

COMPILED: bool = bool(sys.modules[_EXTENSION]._IS_TORCHAUDIO_EXT_AVAILABLE)
"""Whether torchaudio's compiled part is there."""
