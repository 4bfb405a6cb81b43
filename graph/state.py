"""The state that the graph checkpoints: messages, primitives and TypedDicts only."""

from typing import Annotated, Any, Literal, NotRequired, TypedDict

from langchain_core.messages import AnyMessage
from langgraph.graph.message import add_messages

from graph.routes import Route


class Source(TypedDict):
    """Something an answer may cite: `[n]` in the text means the source whose marker is n."""

    marker: int
    kind: Literal["product", "policy"]
    id: str
    title: str
    link: str
    payload: dict[str, Any]
    """The index payload (`ingest/index/payload.py`) as read for this turn."""
    score: float
    dense_rank: int | None
    text_rank: int | None
    near: NotRequired[dict[str, float]]
    """Of a passage, its sentences with how well each answers the question, best first."""
    likely: NotRequired[float]
    """Of a passage, how probably one of its sentences answers, where that was judged."""

    beside: NotRequired[bool]
    """Whether it only tells what else there is: it gets no card, and no turn leans on it."""


class Claim(TypedDict):
    """What the checker says of one claim of the draft."""

    text: str
    type: str
    """price, arithmetic, availability, measure, attribute, identity, policy, comparison, talk."""
    source: int | None
    """The marker that the claim is tied to."""
    verdict: Literal["supported", "contradicted", "not_found", "no_claim"]
    reason: str
    rule: str
    """The rule that judged it, as `dona evaluate checker --by-rule` counts it; empty for talk."""


class Citation(TypedDict):
    """A marker of the answer, resolved for whoever shows it."""

    marker: int
    id: str
    title: str
    link: str
    price: str | None
    """As Google Merchant writes it, what the shopper pays today; None for policies."""
    availability: str | None
    quote: str
    """The words or figures of the source that the answer leans on."""


class ProductCard(TypedDict):
    """A product as the page shows it."""

    id: str
    title: str
    brand: str
    link: str
    image_link: str
    price: str
    list_price: str | None
    """The price before the sale, when there is one."""
    availability: str
    quantity: int | None
    marker: int


Verdict = Literal["verified", "fallback", "abstained", "no_claims"]


class Answer(TypedDict):
    """The answer contract: the same from the graph, `dona ask --json` and HTTP."""

    answer: str
    citations: list[Citation]
    route: Route
    confidence: float
    products: list[ProductCard]
    verdict: Verdict
    """verified: the generator's draft passed; fallback: the composer answered; abstained: not even
    that; no_claims: the answer states nothing of the store (greetings, refusals)."""
    trace_id: str


class Usage(TypedDict):
    """Tokens of a turn's drafts, as the endpoint counts them; nothing when the composer wrote."""

    prompt_tokens: int
    completion_tokens: int
    cost: float
    """At `DONA_GENERATOR__PROMPT_PRICE` and `__COMPLETION_PRICE`."""


class Waiting(TypedDict):
    """Whether a person of the store was asked for, and has answered."""

    id: str
    status: Literal["waiting", "answered"]


class Input(TypedDict):
    """What a client sends."""

    messages: Annotated[list[AnyMessage], add_messages]


class State(TypedDict):
    """Everything a run knows. Fields marked *turn* are reset by the router at each turn."""

    messages: Annotated[list[AnyMessage], add_messages]
    """The conversation, growing; the last one is the shopper's at the start of a run."""
    shown: NotRequired[list[Source]]
    """Products of the previous answers that "la segunda" or "ese" may mean, in the order shown.
    Replaced when an answer shows products, but for one about a single one of them."""
    spoken: NotRequired[str]
    """Id of the one of `shown` that the last answer spoke of alone; empty when of several."""
    recent: NotRequired[list[str]]
    """Ids of the products that the last answers told of, the last first: "precio de los dos"."""
    request: NotRequired[dict[str, Any]]
    """The last parsed `SearchRequest`, so that "más barata" can refine it. Replaced by searches."""

    handoff: NotRequired[Waiting | None]
    """The last time that the shopper was handed over to a person. Kept while DONA goes on
    answering: who waits for a person may ask for a price meanwhile."""

    route: NotRequired[Route]
    """*turn* Where the router sent the message."""
    confidence: NotRequired[float]
    """*turn* The router's calibrated probability of `route`, in [0, 1]."""
    fell_back: NotRequired[bool]
    """*turn* Whether a low confidence replaced the router's own choice by a safer route."""
    asked: NotRequired[str]
    """*turn* The message in plain words, as the retriever understood it; empty before."""
    sources: NotRequired[list[Source]]
    """*turn* What the retriever found."""
    notes: NotRequired[list[str]]
    """*turn* Sentences in Spanish that the answer must tell: relaxed constraints, facts."""
    draft: NotRequired[str]
    """*turn* The generator's last text, not yet proven."""
    claims: NotRequired[list[Claim]]
    """*turn* The checker's verdicts on `draft`."""
    feedback: NotRequired[list[str]]
    """*turn* Reasons, in Spanish, that the checker gives back to the generator."""
    proven: NotRequired[bool]
    """*turn* Whether the composer wrote `draft`, and each of its sentences passed against
    `sources` as they are here: while the index holds them so, nothing is left to check."""
    attempts: NotRequired[int]
    """*turn* Drafts written so far."""
    usage: NotRequired[Usage | None]
    """*turn* What the drafts cost so far."""

    failure: NotRequired[str]
    """*turn* The error for which the turn could only apologise; empty when there was none."""
    answer: NotRequired[str]
    citations: NotRequired[list[Citation]]
    products: NotRequired[list[ProductCard]]
    verdict: NotRequired[Verdict]
    trace_id: NotRequired[str]
