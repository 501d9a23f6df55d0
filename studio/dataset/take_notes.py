"""Why a take that was recorded is not used yet: the notes that stand with it in the library.

Here and not in the window, because a note outlives the language that the window has today.
"""

NOT_ACCEPTED = "This take has not been accepted yet."
RECOVERED = (
    "Recovered: Timbre ended while this was recorded; listen to it, then accept it or record anew."
)
