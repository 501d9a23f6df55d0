"""A voice as one file, `.timbre`, that travels between machines.

A zip archive without compression, so that a file of so many bytes holds no more than that:

    timbre.json              first: format, who wrote it, and size and SHA-256 of every other member
    README.md                the same for people: whose voice, what it may be used for, how good
    card.json                name, language, whether anybody has this voice
    consent.json             who consents, to what, when; of a recorded statement its SHA-256
    lexicon.json             how the voice says words
    report.json              the report card's figures (where there is one)
    voice.json               as in a run's folder (`studio.voice.voice_file`)
    generator.safetensors    the weights
    inverse.safetensors      (where the voice has one)

`writing` makes such a file, `reading` believes nothing of one, `parts` checks what its JSON says.
Recordings of the speaker are never in it, the statement's neither.
"""
