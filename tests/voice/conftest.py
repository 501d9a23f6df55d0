"""The inverse model as it ships, and real speech with known durations: loaded once a module."""

import pytest

from studio.voice.inverse_model import InverseModel

from .clips import TeacherClip, teacher_clips


@pytest.fixture(scope="module")
def model() -> InverseModel:
    return InverseModel.load()


@pytest.fixture(scope="module")
def clips() -> list[TeacherClip]:
    return teacher_clips()
