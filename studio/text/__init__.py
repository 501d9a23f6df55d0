"""From writing to phonemes: normaliser, lexicon, heteronyms, letter-to-sound, sentences."""
