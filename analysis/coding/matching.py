"""Comparing words with an index: cosine of words and runs of letters, each weighted by how rare it is in the index.

The measure is the usual one of information retrieval (tf-idf, cosine); what is ours are the weights: a whole word
counts more than its runs of letters, the first question more than the second.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from analysis.coding.index import Wording
from analysis.coding.words import pieces, words

OF_A_PIECE = 0.35  # beside a whole word
OF_THE_SECOND = 0.35  # question, beside the first
OF_THE_TITLES = 0.9  # beside a wording of the survey's own list
LEAST = 0.12  # below this a candidate is worth no coder's time
OFFERED = 5

_Vector = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A code that is offered; ``score`` between 0 and 1 orders candidates and is no probability."""

    code: str
    score: float


class Matcher:
    """Finds the wordings of an index that are nearest to what somebody said."""

    def __init__(self, index: Iterable[Wording]) -> None:
        self._index = [wording for wording in index if words(wording.text)]
        vectors = [_features(wording.text) for wording in self._index]
        known = Counter(feature for vector in vectors for feature in vector)
        n = len(vectors)
        self._rarity = {feature: math.log(1 + n / count) for feature, count in known.items()}
        self._unknown = math.log(1 + n)
        self._having: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, vector in enumerate(vectors):
            for feature, weight in self._weighted(vector).items():
                self._having[feature].append((place, weight))

    def candidates(self, texts: tuple[str, ...], most: int = OFFERED) -> list[Candidate]:
        """The codes nearest to some words, the best first; none where nothing comes near.

        Each text is compared by itself, so that the second one can tell apart what the first one leaves open.
        """
        scores: dict[str, float] = defaultdict(float)
        shares = [1.0, *(OF_THE_SECOND for _ in texts[1:])]
        for text, share in zip(texts, shares, strict=True):
            for code, score in self._nearest(text).items():
                scores[code] += share * score / sum(shares)
        ordered = sorted(scores.items(), key=lambda one: (-round(one[1], 9), one[0]))
        return [Candidate(code, min(score, 1.0)) for code, score in ordered[:most] if score >= LEAST]

    def _nearest(self, text: str) -> dict[str, float]:
        """The best likeness of each code's wordings to one text."""
        near: dict[int, float] = defaultdict(float)
        for feature, weight in self._weighted(_features(text)).items():
            for place, other in self._having.get(feature, ()):
                near[place] += weight * other
        best: dict[str, float] = {}
        for place, likeness in near.items():
            wording = self._index[place]
            score = likeness * (1.0 if wording.own else OF_THE_TITLES)
            best[wording.code] = max(best.get(wording.code, 0.0), score)
        return best

    def _weighted(self, vector: _Vector) -> _Vector:
        """A vector of length 1, rare features heavier."""
        heavy = {feature: weight * self._rarity.get(feature, self._unknown) for feature, weight in vector.items()}
        length = math.sqrt(sum(weight**2 for weight in heavy.values()))
        return {feature: weight / length for feature, weight in heavy.items()} if length else {}


def _features(text: str) -> _Vector:
    found: dict[str, float] = defaultdict(float)
    for word in words(text):
        found[word] += 1.0
        for piece in pieces(word):
            found[f"~{piece}"] += OF_A_PIECE
    return found
