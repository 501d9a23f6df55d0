"""Which fine-tune is kept, and what the person is told."""

from dataclasses import replace

from studio.training.report import Marks, Report, verdict

START = Marks(similarity=0.70, wer=0.05, per=0.10, distillmos=3.5, share_of_ceiling=0.78)
END = Marks(similarity=0.82, wer=0.05, per=0.11, distillmos=3.4, share_of_ceiling=0.91)
REAL = Marks(similarity=0.90, wer=0.05, per=0.10, distillmos=4.4)


def test_a_better_voice_is_kept_with_its_figure() -> None:
    kept, why = verdict(START, END, REAL)
    assert kept
    assert "91%" in why and "78%" in why


def test_a_voice_that_is_no_nearer_is_not_kept() -> None:
    kept, why = verdict(START, replace(END, similarity=0.702), REAL)
    assert not kept
    assert "more like the speaker" in why


def test_a_voice_that_loses_words_is_not_kept() -> None:
    kept, why = verdict(START, replace(END, wer=0.12, per=0.2), REAL)
    assert not kept
    assert "less clear" in why


def test_one_misheard_word_alone_is_no_reason() -> None:
    assert verdict(START, replace(END, wer=0.12), REAL)[0]


def test_a_copy_need_not_be_clearer_than_what_it_copies() -> None:
    unclear = replace(END, wer=0.12, per=0.19)
    assert not verdict(START, unclear, REAL)[0]
    assert verdict(START, unclear, replace(REAL, per=0.18))[0]
    assert verdict(START, unclear, replace(REAL, wer=0.10))[0]
    assert not verdict(START, unclear, replace(REAL, wer=0.08, per=0.15))[0]


def test_a_voice_that_became_unnatural_is_not_kept() -> None:
    kept, why = verdict(START, replace(END, distillmos=2.8), REAL)
    assert not kept
    assert "less natural" in why


def test_a_copy_of_a_dull_recording_may_be_as_dull() -> None:
    dull = replace(REAL, distillmos=3.0)
    assert verdict(START, replace(END, distillmos=2.8), dull)[0]
    assert not verdict(START, replace(END, distillmos=2.4), dull)[0]


def test_the_card_as_json_names_the_floor_and_the_ceiling() -> None:
    real = replace(END, similarity=0.9, share_of_ceiling=1.0)
    card = Report(
        True, "Kept.", "quick", "cpu", 5.0, 6.0, START, END, real, "af_heart", ("Hello.",), (), 9, 6
    ).to_dict()
    assert card["real"]["similarity"] == 0.9
    assert card["real"]["nearest_stock"] == "af_heart"
    assert card["real"]["nearest_stock_similarity"] == 0.70
    assert card["end"]["share_of_ceiling"] == 0.91
