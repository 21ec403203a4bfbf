"""Fitting: from traits and labels to weights, with scikit-learn, which only whoever trains needs."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from attrs import frozen

from hotel_agent.adapters.nlu.embedded.traits import PLACES, Traits
from hotel_agent.adapters.nlu.embedded.weights import ZERO, Curve, Label, Weights, length_of
from hotel_agent.adapters.nlu.training.measures import SHOWN
from hotel_agent.domain.errors import BadConfig

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

STEPS = 127
"""Of a weight of one byte, to either side."""
TELLING = 20
"""Steps of one byte for each unit of how telling a trait is."""
FLATTEST = 0.2
"""The least steep curve that still tells a high score from a low one."""
MANY = 100
"""So many examples must bear a label before its scores are moved."""
TRIED = tuple(round(step / 10, 1) for step in sorted(range(-15, 16), key=abs))
"""The moves tried, in units of the curve, the smallest first."""
RELUCTANT = 0.005
"""So much F1 a move of one must gain."""
SEEN = 2
"""Traits that fewer examples show teach nothing."""


@frozen(kw_only=True)
class Recipe:
    """How weights are fitted."""

    strictness: float = 0.5
    """The C of the support vector machine: the higher, the closer to the examples."""
    shares: tuple[float, ...] = (1.0, 1.0, 1.6, 1.4)
    """How much words, letters, hints and meanings count."""
    balance: float = 0.5
    """How far rare labels are made up for: 0 not at all, 1 wholly."""
    parts: int = 4
    """Into so many parts the examples are cut, each weighed by what the others teach, to learn how far to believe."""


OWN = Recipe()
"""For examples of our own make: some thousand short messages, a few labels each."""


def fit(
    traits: Sequence[Traits],
    labels: Sequence[frozenset[str]],
    recipe: Recipe = OWN,
    counted: Sequence[float] | None = None,
) -> Weights:
    """Weights that tell these labels by these traits; `counted` says how much each example counts, all alike if absent.

    Raises BadConfig where scikit-learn is missing, or where there is nothing to learn from.
    """
    names = sorted({name for each in labels for name in each})
    if not names:
        raise BadConfig("none of these examples shows an intent, so there is nothing to learn")
    np, *_ = _libraries()
    telling = [_telling(traits, block) for block in range(len(PLACES))]
    whole = _matrix(traits, telling, recipe)
    seen = np.flatnonzero(whole.getnnz(axis=0) >= SEEN)
    matrix, count = whole[:, seen], np.ones(len(labels)) if counted is None else np.array(counted)
    weights, leans, scores = _fitted(matrix, labels, names, recipe, count)
    wanted = np.array([[name in each for name in names] for each in labels])
    moves = _moves(scores, wanted, _curve(scores, wanted, traits, count), traits)
    leans, scores = leans + moves, scores + moves
    curve = _curve(scores, wanted, traits, count)
    full = np.zeros((len(names), sum(PLACES)))
    full[:, seen] = weights
    return _packed_down(_Fitted(names, full, leans, curve), telling, recipe)


@frozen
class _Fitted:
    """What was found for each label, weights and lean, and the curve that makes chances of scores."""

    names: Sequence[str]
    weights: "Numbers"
    leans: "Numbers"
    curve: Curve


def _libraries() -> tuple[Any, Any, Any, Any]:
    try:
        import numpy as np  # noqa: PLC0415 - only whoever trains needs it
        from scipy import sparse  # noqa: PLC0415
        from sklearn.linear_model import LogisticRegression  # noqa: PLC0415
        from sklearn.svm import LinearSVC  # noqa: PLC0415
    except ImportError as cause:
        raise BadConfig("training needs scikit-learn: pip install 'hotel-agent[nlu-training]'") from cause
    return np, sparse, LogisticRegression, LinearSVC


def _telling(traits: Sequence[Traits], block: int) -> "Numbers":
    """How telling each place is: the rarer, the more. Rounded as it is kept, so that training sees what runs."""
    np, *_ = _libraries()
    seen = np.zeros(PLACES[block])
    for each in traits:
        seen[list(each.blocks[block])] += 1
    rarity = np.log((1 + len(traits)) / (1 + seen)) + 1
    return np.clip(np.round(rarity * TELLING), 1, 255)  # type: ignore[no-any-return]


def _matrix(traits: Sequence[Traits], telling: "Sequence[Numbers]", recipe: Recipe) -> Any:
    np, sparse, *_ = _libraries()
    blocks = []
    for block, size in enumerate(PLACES):
        row, column, weight = [], [], []
        for place, each in enumerate(traits):
            found = list(each.blocks[block])
            if not found:
                continue
            own = telling[block][found]
            own = own / np.sqrt((own * own).sum()) * recipe.shares[block]
            row += [place] * len(found)
            column += found
            weight += own.tolist()
        blocks.append(sparse.csr_matrix((weight, (row, column)), shape=(len(traits), size)))
    return sparse.hstack(blocks).tocsr()


def _machine(matrix: Any, wanted: Any, recipe: Recipe, count: "Numbers") -> Any:
    np, _, _, machine = _libraries()
    share = float((count * wanted).sum() / count.sum())
    heavier = max(1.0, ((1 - share) / share) ** recipe.balance)
    fitted = machine(C=recipe.strictness, tol=0.05, dual=True, random_state=0, max_iter=5000)
    return fitted.fit(matrix, wanted, sample_weight=count * np.where(wanted, heavier, 1.0))


def _fitted(
    matrix: Any, labels: Sequence[frozenset[str]], names: Sequence[str], recipe: Recipe, count: "Numbers"
) -> "tuple[Numbers, Numbers, Numbers]":
    """Weights and lean by label, and the score of each example under each label by weights it had no part in."""
    np, *_ = _libraries()
    weights, leans, scores = [], [], np.zeros((len(labels), len(names)))
    part = np.arange(len(labels)) % recipe.parts
    for column, name in enumerate(names):
        wanted = np.array([name in each for each in labels])
        if wanted.all():
            raise BadConfig(f"every example shows {name!r}, so nothing tells it from the rest; add some that do not")
        whole = _machine(matrix, wanted, recipe, count)
        weights.append(whole.coef_[0])
        leans.append(whole.intercept_[0])
        scores[:, column] = leans[-1]
        for each in range(recipe.parts):
            rest, own = part != each, part == each
            if wanted[rest].any() and not wanted[rest].all():
                fitted = _machine(matrix[rest], wanted[rest], recipe, count[rest])
                scores[own, column] = fitted.decision_function(matrix[own])
    return np.array(weights), np.array(leans), scores


def _curve(scores: "Numbers", wanted: Any, traits: Sequence[Traits], count: "Numbers") -> Curve:
    """What makes chances of the scores of messages nobody was trained on (Platt, 1999), by score, rival and length."""
    np, _, regression, _ = _libraries()
    ranked = np.sort(np.hstack([np.zeros((len(scores), 1)), scores]) if scores.shape[1] == 1 else scores, axis=1)
    best, second = ranked[:, -1:], ranked[:, -2:-1]
    rival = np.where(scores == best, second, best)
    length = np.repeat([[length_of(each)] for each in traits], scores.shape[1], axis=1)
    shown = np.stack([scores, rival, length, scores * length], axis=-1).reshape(-1, 4)
    fitted = regression(C=10.0, max_iter=500).fit(
        shown, wanted.ravel(), sample_weight=np.repeat(count, scores.shape[1])
    )
    by_score, by_rival, by_length, by_both = fitted.coef_[0].tolist()
    return Curve(max(FLATTEST, by_score), by_rival, by_length, by_both, float(fitted.intercept_[0]))


def _moves(scores: "Numbers", wanted: Any, curve: Curve, traits: Sequence[Traits]) -> "Numbers":
    """By how much each label's scores are moved, so that as much of it is made up as is missed, as far as that pays.

    The curve is one for all labels. Judged by weights that had no part in the example, for labels with many of them; a
    small move is preferred to a large one.
    """
    np, *_ = _libraries()
    length = np.array([length_of(each) for each in traits])
    best, second = np.sort(scores, axis=1)[:, -1:], np.sort(scores, axis=1)[:, -2:-1]
    steep = curve.score + curve.score_by_length * length[:, None]
    rival = curve.rival * np.where(scores == best, second if scores.shape[1] > 1 else 0.0, best)
    shown = steep * scores + rival + curve.length * length[:, None] + curve.shift - np.log(SHOWN / (1 - SHOWN))
    moves = np.zeros(scores.shape[1])
    for column in range(scores.shape[1]):
        bears = wanted[:, column]
        if bears.sum() >= MANY:
            moves[column] = max(
                TRIED, key=lambda move: _f1(shown[:, column] + move >= 0, bears) - RELUCTANT * abs(move)
            )
    return moves / float(steep.mean())  # type: ignore[no-any-return]


def _f1(shown: Any, bears: Any) -> float:
    right = float((shown & bears).sum())
    return 2 * right / float(shown.sum() + bears.sum() or 1)


def _packed_down(fitted: _Fitted, telling: "Sequence[Numbers]", recipe: Recipe) -> Weights:
    np, *_ = _libraries()
    rows: list[bytes] = []
    scales = np.zeros((len(fitted.names), len(PLACES)))
    start = 0
    for block, size in enumerate(PLACES):
        part = fitted.weights[:, start : start + size] * telling[block] * recipe.shares[block]
        start += size
        scales[:, block] = np.maximum(np.abs(part).max(axis=1), 1e-9) / STEPS
        steps = np.round(part / scales[:, block][:, None]) + ZERO
        rows.append(np.concatenate([telling[block][None, :], steps]).astype(np.uint8).T.tobytes())
    labels = tuple(
        Label(name, tuple(scales[place].tolist()), float(fitted.leans[place]))
        for place, name in enumerate(fitted.names)
    )
    return Weights(labels, fitted.curve, tuple(rows))
