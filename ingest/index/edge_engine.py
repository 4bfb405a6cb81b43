"""Storage, searches and filters in the terms of Qdrant Edge."""

from pathlib import Path

import qdrant_edge as edge

from ingest.index.filters import Condition, Either, Filter, Match
from ingest.index.port import Query
from ingest.product import Passage

DENSE, TEXT = "dense", "text"
SHARED_FIELDS = frozenset(["kind", *Passage.model_fields])
"""What passages have too."""
EXACT_BELOW = 100_000
"""Points of a generation whose vectors are compared one by one, without a graph (HNSW).

Up to here a scan takes milliseconds and misses nothing, whatever the filter; building the graph
would cost a load a third more, and each change of a price in it a copy of its point.
"""


_STORED = edge.QuantizationSearchParams(ignore=True)
RESCORED, IN_FULL, EXACT = (
    edge.SearchParams(quantization=edge.QuantizationSearchParams(rescore=True, oversampling=2.0)),
    edge.SearchParams(quantization=_STORED),
    edge.SearchParams(exact=True, quantization=_STORED),
)
"""All vectors are compared in four bits, in a third of the time, and of the nearest twice as many
as are wanted again in full; those within a filter in full at once."""


def storage(dimension: int) -> edge.EdgeConfig:
    """Return how vectors are kept: in half precision, and in four bits for the scan."""
    quantised = edge.TurboQuantQuantizationConfig(bits=edge.TurboQuantBitSize.Bits4,
                                                  always_ram=True)  # fmt: skip
    return edge.EdgeConfig(
        vectors={
            DENSE: edge.EdgeVectorParams(
                size=dimension,
                distance=edge.Distance.Cosine,
                datatype=edge.VectorStorageDatatype.Float16,
                quantization_config=quantised,
            )
        },
        sparse_vectors={TEXT: edge.EdgeSparseVectorParams(modifier=edge.Modifier.Idf)},
        optimizers=edge.EdgeOptimizersConfig(
            indexing_threshold=EXACT_BELOW * dimension * 4 // 1024  # kilobytes of float32
        ),
    )


def open_shard(folder: Path, dimension: int | None) -> edge.EdgeShard:
    """Open a shard as it is; with a `dimension`, to go on with today's storage.

    What is stored otherwise than the engine can convert, single precision for half, stays so.
    """
    if dimension is not None:
        try:
            return edge.EdgeShard.load(str(folder), storage(dimension))
        except Exception as error:  # the engine raises bare Exceptions
            if "incompatible" not in str(error).lower():
                raise
    return edge.EdgeShard.load(str(folder), None)


def within_kind(query: Query) -> Filter:
    """Return the query's filter, within its kind.

    Only products have what `must` names but the kind: to ask for both doubles what a scan costs.
    """
    named = [c.key for c in query.filter.must if not isinstance(c, Either)]
    if query.kind == "product" and not SHARED_FIELDS.issuperset(named):
        return query.filter
    return Filter((Match("kind", (query.kind,)), *query.filter.must), query.filter.must_not)


def engine_filter(filter_: Filter) -> edge.Filter:
    """Return the filter in the engine's terms."""
    return edge.Filter(
        must=[_condition(condition) for condition in filter_.must] or None,
        must_not=[_condition(condition) for condition in filter_.must_not] or None,
    )


def _condition(condition: Condition) -> edge.FieldCondition | edge.Filter:
    if isinstance(condition, Either):
        return edge.Filter(should=[engine_filter(filter_) for filter_ in condition.filters])
    if isinstance(condition, Match):
        return edge.FieldCondition(
            condition.key, match=edge.MatchAny([str(value) for value in condition.any_of])
        )
    bounds = edge.RangeFloat(gte=condition.gte, lte=condition.lte, gt=condition.gt, lt=condition.lt)
    return edge.FieldCondition(condition.key, range=bounds)
