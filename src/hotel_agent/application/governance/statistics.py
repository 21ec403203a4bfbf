"""Two questions about two samples: could chance alone have made the second so much worse, and where its p95 lies."""

from math import exp, inf, lgamma

from hotel_agent.ports.measures import Durations, Share

_P95 = 0.95


def chance_of(more: Share, than: Share) -> float:
    """How likely one sample shows so large a share or a larger one when both are drawn from the same.

    Fisher's exact test, one-sided: the tail of the hypergeometric distribution with both margins held. It asks for no
    minimum of events, so it holds where errors are rare. 1 where one of the samples is empty.
    """
    everything, parts = more.whole + than.whole, more.part + than.part
    if not more.whole or not than.whole:
        return 1.0
    most = min(parts, more.whole)
    of_all = _ln_choose(everything, more.whole)
    tail = (
        exp(_ln_choose(parts, part) + _ln_choose(everything - parts, more.whole - part) - of_all)
        for part in range(more.part, most + 1)
        if more.whole - part <= everything - parts
    )
    return min(1.0, sum(tail))


def p95_of(durations: Durations) -> float | None:
    """The duration within which 95 of 100 ended, as Prometheus reckons it: evenly spread inside a bucket.

    Beyond the last finite edge nothing is known but that: then it is that edge. None without any.
    """
    if not durations.total:
        return None
    wanted, below, edge_before = durations.total * _P95, 0, 0.0
    for edge, count in zip(durations.edges, durations.counts, strict=True):
        if count and below + count >= wanted:
            return edge_before if edge == inf else edge_before + (edge - edge_before) * (wanted - below) / count
        below, edge_before = below + count, edge if edge != inf else edge_before
    return edge_before


def chance_of_slowness(slower: Durations, than: Durations) -> float:
    """How likely chance alone makes so many more durations long, when both are drawn from the same.

    Histograms know edges only, so it is asked at the two edges around the other's p95 whether more are beyond, each by
    Fisher's test; the smaller answer counts double, for it was asked twice.
    """
    middle = p95_of(than)
    if middle is None or not slower.total:
        return 1.0
    finite = [edge for edge in than.edges if edge != inf]
    around = [*[edge for edge in finite if edge <= middle][-1:], *[edge for edge in finite if edge > middle][:1]]
    chances = [chance_of(_beyond(slower, edge), _beyond(than, edge)) for edge in around]
    return min(1.0, len(chances) * min(chances, default=1.0))


def _beyond(durations: Durations, edge: float) -> Share:
    return Share(durations.total - durations.up_to(edge), durations.total)


def _ln_choose(of: int, some: int) -> float:
    return lgamma(of + 1) - lgamma(some + 1) - lgamma(of - some + 1)
