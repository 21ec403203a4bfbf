"""Fitting: from traits and labels to weights, with scikit-learn, which only whoever trains needs."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from attrs import frozen

from hotel_agent.adapters.nlu.embedded.traits import PLACES, Traits
from hotel_agent.adapters.nlu.embedded.weights import ZERO, Label, Weights
from hotel_agent.domain.errors import BadConfig

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

STEPS = 127
"""Of a weight of one byte, to either side."""
TELLING = 20
"""Steps of one byte for each unit of how telling a trait is."""
FOLDS = 5
"""Parts of the examples each weighed by what the others teach, to learn how far a score can be believed."""


@frozen(kw_only=True)
class Recipe:
    """How strictly weights are fitted."""

    strictness: float = 12.0
    """The C of logistic regression: the higher, the closer to the examples."""
    shares: tuple[float, ...] = (1.0, 1.0, 1.0)
    """How much words, letters and hints count."""
    balance: float = 0.5
    """How far rare labels are made up for: 0 not at all, 1 wholly."""


def fit(traits: Sequence[Traits], labels: Sequence[frozenset[str]], recipe: Recipe = Recipe()) -> Weights:
    """Weights that tell these labels by these traits. Raises BadConfig where scikit-learn is missing."""
    names = sorted({name for each in labels for name in each})
    telling = [_telling(traits, block) for block in range(len(PLACES))]
    matrix = _matrix(traits, telling, recipe)
    return _packed_down(names, telling, recipe, *_fitted(matrix, labels, names, recipe))


def _libraries() -> tuple[Any, Any, Any]:
    try:
        import numpy as np  # noqa: PLC0415 - only whoever trains needs it
        from scipy import sparse  # noqa: PLC0415
        from sklearn.linear_model import LogisticRegression  # noqa: PLC0415
    except ImportError as cause:
        raise BadConfig("training needs scikit-learn: pip install 'hotel-agent[nlu-training]'") from cause
    return np, sparse, LogisticRegression


def _telling(traits: Sequence[Traits], block: int) -> "Numbers":
    """How telling each place is: the rarer, the more. Rounded as it is kept, so that training sees what runs."""
    np, _, _ = _libraries()
    seen = np.zeros(PLACES[block])
    for each in traits:
        seen[list(each.blocks[block])] += 1
    rarity = np.log((1 + len(traits)) / (1 + seen)) + 1
    return np.clip(np.round(rarity * TELLING), 1, 255)  # type: ignore[no-any-return]


def _matrix(traits: Sequence[Traits], telling: "Sequence[Numbers]", recipe: Recipe) -> Any:
    np, sparse, _ = _libraries()
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


def _regression(matrix: Any, wanted: Any, recipe: Recipe) -> Any:
    np, _, regression = _libraries()
    share = float(wanted.mean())
    heavier = ((1 - share) / share) ** recipe.balance if share else 1.0
    fitted = regression(C=recipe.strictness, solver="liblinear", class_weight={0: 1.0, 1: max(1.0, heavier)})
    return fitted.fit(matrix, np.asarray(wanted))


def _fitted(
    matrix: Any, labels: Sequence[frozenset[str]], names: Sequence[str], recipe: Recipe
) -> "tuple[Numbers, Numbers, Numbers]":
    """For every label: its weights, its lean, and the two figures that make a chance of a score."""
    np, _, _ = _libraries()
    weights, leans, curves = [], [], []
    part = np.arange(len(labels)) % FOLDS
    for name in names:
        wanted = np.array([name in each for each in labels])
        whole = _regression(matrix, wanted, recipe)
        weights.append(whole.coef_[0])
        leans.append(whole.intercept_[0])
        scores = np.zeros(len(labels))
        for fold in range(FOLDS):
            rest, own = part != fold, part == fold
            if wanted[rest].any() and not wanted[rest].all():
                scores[own] = _regression(matrix[rest], wanted[rest], recipe).decision_function(matrix[own])
            else:
                scores[own] = leans[-1]
        curves.append(_curve(scores, wanted))
    return np.array(weights), np.array(leans), np.array(curves)


def _curve(scores: "Numbers", wanted: Any) -> tuple[float, float]:
    """Steepness and shift that make chances of scores nobody was trained on (Platt, 1999, with his priors)."""
    np, _, regression = _libraries()
    if wanted.sum() < 3:
        return 1.0, 0.0
    fitted = regression(C=10.0).fit(scores.reshape(-1, 1), wanted)
    steepness = max(0.2, float(fitted.coef_[0][0]))
    return steepness, float(fitted.intercept_[0]) / steepness


def _packed_down(
    names: Sequence[str],
    telling: "Sequence[Numbers]",
    recipe: Recipe,
    weights: "Numbers",
    leans: "Numbers",
    curves: "Numbers",
) -> Weights:
    np, _, _ = _libraries()
    rows: list[bytes] = []
    scales = np.zeros((len(names), len(PLACES)))
    start = 0
    for block, size in enumerate(PLACES):
        part = weights[:, start : start + size] * telling[block] * recipe.shares[block]
        start += size
        top = np.maximum(np.abs(part).max(axis=1), 1e-9)
        scales[:, block] = top / STEPS
        steps = np.round(part / scales[:, block][:, None]) + ZERO
        table = np.concatenate([telling[block][None, :], steps]).astype(np.uint8)
        rows.append(table.T.tobytes())
    labels = tuple(
        Label(name, tuple(scales[place].tolist()), float(curves[place][0]), float(leans[place] + curves[place][1]))
        for place, name in enumerate(names)
    )
    return Weights(labels, tuple(rows))
