"""Words which speakers of one accent say in two ways: the second way and how likely it is.

The likeliest is what the lexicon gives; the inverse model may find the other in a recording.
The shares are rough estimates, not counts.
"""

from __future__ import annotations

VARIANTS: dict[str, dict[str, tuple[str, float]]] = {
    "us": {
        "either": ("ˈIðəɹ", 0.25),
        "neither": ("nˈIðəɹ", 0.25),
        "data": ("dˈæɾə", 0.35),
        "often": ("ˈɔftən", 0.25),
        "route": ("ɹˈWt", 0.35),
        "routes": ("ɹˈWts", 0.35),
        "aunt": ("ˈɑnt", 0.3),
        "adult": ("ˈædʌlt", 0.25),
        "envelope": ("ˈɑnvəlˌOp", 0.3),
        "economic": ("ˌikənˈɑmɪk", 0.3),
        "economics": ("ˌikənˈɑmɪks", 0.3),
        "research": ("ɹəsˈɜɹʧ", 0.4),
        "vase": ("vˈɑz", 0.15),
        "tomato": ("təmˈɑɾO", 0.05),
        "schedule": ("skˈɛʤəl", 0.3),
        "caramel": ("kˈɑɹmᵊl", 0.4),
        "direct": ("dIɹˈɛkt", 0.4),
        "finance": ("fInˈæns", 0.2),
        "roof": ("ɹˈʊf", 0.1),
        "creek": ("kɹˈɪk", 0.1),
        "coupon": ("kjˈupɑn", 0.3),
        "status": ("stˈæɾəs", 0.5),
        "pecan": ("pˈikæn", 0.3),
    },
    "gb": {
        "either": ("ˈiːðə", 0.35),
        "neither": ("nˈiːðə", 0.35),
        "often": ("ˈɒftən", 0.3),
        "schedule": ("skˈɛdjuːl", 0.4),
        "garage": ("ɡˈaɹɪʤ", 0.4),
        "data": ("dˈɑːtə", 0.1),
        "research": ("ɹˈiːsɜːʧ", 0.4),
        "adult": ("ədˈʌlt", 0.4),
        "economic": ("ˌɛkənˈɒmɪk", 0.4),
        "again": ("əɡˈAn", 0.2),
        "controversy": ("kəntɹˈɒvəsi", 0.35),
        "privacy": ("pɹˈIvəsi", 0.3),
        "direct": ("dIɹˈɛkt", 0.5),
        "off": ("ˈɔːf", 0.03),
    },
}
