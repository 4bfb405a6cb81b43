"""Policy passages for a question, which may go on with the question before."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from graph.checking.lexis import ACTS, policy_roots
from graph.policies.answering import Answering, Selector, silenced, with_near
from graph.policies.asked import beside_asking, only_asks, own_words, read_asked
from graph.policies.charts import charted, may_ask_of_charts, names_a_figure
from graph.policies.contact import asks_contact, contact_first
from graph.policies.exceptions import kind_named, left_out_first
from graph.policies.inquiry import Inquiry
from graph.policies.limits import is_sent, sizes_told
from graph.policies.meaning import embedded_text
from graph.policies.places import CLOSE, is_unheard, places_in, without_places
from graph.policies.places_first import branch_sought, is_none_there, row_first
from graph.policies.ranking import Told, rank
from graph.policies.sentences import sentences_of
from graph.policies.warranties import warranty_first
from graph.policies.words import LIGHT
from graph.retrieval.catalog import source_of
from graph.retrieval.warranty import asks_which_warranty
from graph.state import Source
from graph.text import stems
from graph.understanding.plurals import singular
from graph.understanding.purchase import only_counts
from graph.understanding.spelling import is_spanish
from graph.understanding.vocabulary import Vocabulary
from ingest.encoder.embedder import Embedder
from ingest.index.port import Hit, Index, Query
from ingest.units import Quantity, fold

MOST = 5
CANDIDATES = 100
"""Passages whose sentences are compared: all of a small store's."""
ASKED = "policy"
"""Key of a turn's request that holds the policy question, told whole: a line each message."""
LINES = 3
"""Messages of a policy question that are remembered: the first, and the last ones."""

_GOES_ON = re.compile(r"\s*[¿?]?\s*(?:y|e|pero|entonces|ahora|ok|dale|bueno|ah|che y|o)\b")
_IT = re.compile(r"\b(?:l[oa]s? (?:pued|podr|quier)\w+|\w{2,}[aei]rl[oa]s?)\b")
"""Does something to what was spoken of: "la puedo pagar", "pagarla"."""
WHOLLY, STRONG, WEAK = 1.0, 0.6, 0.3
"""How much the question before weighs for a message that only asks ("y cuánto tarda?"), for one
without a topic that is known, and for one that has one."""

_SAID: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"\bno (?:me|le|les|nos) (?:gust|qued|va\b|van\b|entr|sirv|convenc|and)\w*|"
         r"\bqueda\w* (?:muy )?(?:chic|grand)\w*|\bme equivoqu\w+|\bdevuelv\w+|\bdevolv\w+",
         "plazo días para cambiar devolver cambios devoluciones"),
        (r"\b(?:se (?:me )?(?:rompe|rompio|descompon\w+|pincha)|(?:deja|dejo) de andar|no (?:anda|"
         r"prende|funciona)|sale mal|falla|fallad[oa]s?)\b", "garantía fallado"),
        (r"\b(?:se (?:me )?(?:moj\w+|quem\w+|cae|cayo)|baja tension|(?:suba|subida|golpe) de "
         r"(?:tension|luz)|mal uso|uso indebido)\b", "no cubre garantía golpes humedad tensión"),
        (r"\b(?:service|servicio tecnico|repar\w+|arregl\w+)\b",
         "servicio técnico reparación garantía cómo usarla"),
        (r"\b(?:pas[oae]r? a buscar|busco yo|retir\w+|(?:voy|ir|va|vaya) a buscar\w*)\w*",
         "retiro en sucursal"),
        (r"\b(?:puede|podria|va|vaya|mando a) (?:ir |pasar |buscarlo |retirarlo |recibirlo )?"
         r"(?:a )?(?:mi|un|una|otr[oa]|algun\w*) (?:\w+)\b|\ben mi nombre\b|\bpor mi\b",
         "retirar otra persona tercero titular autorización DNI"),
        (r"\b(?:donde (?:estan|quedan|queda)|que direccion|(?:tienen|tenes|hay) (?:\w+ )?(?:local|"
         r"sucursal)\w*|local a la calle)\b",
         "sucursales dirección"),
        (r"\b(?:abren?|cierran?|atienden|hay alguien|estan abiertos)\b", "horarios sucursales"),
        (r"\bpag\w+ (?:\w+ )?"
         r"(?:al (?:\w+ )?recib|cuando (?:\w+ ){0,2}(?:lleg|recib|entreg|tra))\w*",
         "contra reembolso pagar al recibir contra entrega"),
        (r"(?<!r cuando )\b(?:me|nos|te) (?:l[oa]s? )?(?:llega|mandan)\b"
         r"|\b(?:mandan|llevan) (?:a|al|hasta)\b"
         r"|\b(?:va|viene|sale) gratis\b|\bgratis (?:a|hasta)\b"
         r"|\b(?:paquete|encomienda)\b.*\b(?:tarda|llega)|\btarda\b.*\b(?:paquete|encomienda)\b",
         "envío entrega"),
        (r"\b(?:envio|flete|correo|retiro|mand\w+|vuelv\w+) de vuelta\b|\barrep[ei]+nt\w*",
         "arrepentimiento devolución costos retiro del producto"),
        (r"\b(?:motivos?|explicaciones|explicar|justificar|razon(?:es)?)\b",
         "sin dar motivos arrepentirte"),
        (r"\bhoy mismo\b|\b(?:en el|mismo) dia\b|\bpara hoy\b", "express en el día"),
        (r"\b(?:plata en (?:la )?mano|billetes?|cash|contado|plata fisica)\b",
         "efectivo mostrador sucursales"),
        (r"\b(?:en|por) (?:el|un|su) local\b|\btienda fisica\b|\bpersonalmente\b",
         "compras en sucursal"),
        (r"\b(?:mp|mercadopago)\b", "Mercado Pago"),
        (r"\bamex\b", "American Express"),
        (r"\b(?:por mayor|(?:hacen|haces|dejan) (?:\w+ )?precio|por cantidad|para revender|"
         r"(?:una|mi|la) empresa)\b|\b(?:[2-9]\d|\d{3}) (?!mil|lucas|pesos|cuotas|dias|litros|"
         r"pulgadas|kilos|kg|cm|minutos|hs|horas)[a-z]{4,}s\b",
         "mayorista descuentos por cantidad unidades"),
        (r"\b(?:no (?:tenian|tenias|habia|hay|haya|queda\w*) (?:mas )?(?:stock)?|sin stock|"
         r"se agot\w+)\b.*\b(?:compr|pag|pedi)\w+|\b(?:compr|pag|pedi)\w+\b.*\b(?:no "
         r"(?:tenian|tenias|habia|hay|haya)|sin stock|se agot\w+)\b",
         "si no hay stock después de comprar"),
        (r"\b(?:borr|elimin|sac)\w+\b.*\b(?:datos|info\w*|todo|cuenta)\b|\bdarme de baja\b",
         "supresión de tus datos"),
    )
)  # fmt: skip
"""What shoppers say → the words of stores' terms."""


def in_terms(text: str) -> str:
    """Return the words by which a store's terms speak of what a message says in its own."""
    folded = fold(text)
    return " ".join(words for pattern, words in _SAID if pattern.search(folded))


_ABROAD = (
    r"(?:exterior|extranjero|uruguay|montevideo|chile|paraguay|bolivia|brasil|peru|colombia|mexico|"
    r"espana|estados unidos|eeuu|miami|europa|internacional\w*|otros? pais(?:es)?|"
    r"fuera del pais|todo el mundo|limitrofes)\b"
)
"""Where no zone of the country lies."""
_MATTERS = (
    (
        re.compile(r"\b(?:por|al) mayor\b|\bmayorist\w+|\b(?:para|precio) reven\w+"),
        re.compile(r"\bmayor\b|\bmayorist|\breven|\bpor cantidad\b|\bempresas?\b"),
    ),
    (
        re.compile(
            r"\b(?:tenes|tienen|hay|donde (?:esta|queda)n?)\b(?!.*\b(?:stock|disponib\w*)).*"
            r"\b(?:local(?:es)?|sucursal(?:es)?|tienda fisica|showroom)\b"
        ),
        re.compile(r"\blocal(?:es)?\b|\bsucursal|\btienda\b|\bshowroom\b|\bmostrador\b"),
    ),
    (
        re.compile(
            r"\b(?:envi|mand|lleg|despach|entreg|export)\w*\b.*"
            rf"\b(?:a|al|hasta|para(?! exterior))(?: el| la| los)? {_ABROAD}"
        ),
        re.compile(
            rf"\b{_ABROAD}|"
            r"\b(?:solo en|(?:solo )?dentro de)(?: ?l| el)?(?: territorio)? (?:pais|argentin\w+)"
        ),
    ),
)  # fmt: skip
"""Matters that shoppers ask of → the words without which no terms speak of them. What is near in
meaning is of something else: wholesale beside a discount."""
KNOWN = 0.6
"""What is taken off a sentence that answered the question before, where another is asked."""
LIKELY = 0.5
"""Probability from which a sentence answers a question of which the terms have no word."""
SURE = 1.7
"""Relevance from which a sentence answers though no passage has a word of the question's own."""


class PolicySearch:
    """Finds the passages that answer, and which of their sentences do."""

    def __init__(self, index: Index, embedder: Embedder, selector: Selector | None = None) -> None:
        self._index = index
        self._embedder = embedder
        self._answering = Answering(embedder, selector)

    async def find(
        self,
        text: str,
        vocabulary: Vocabulary,
        *,
        previous: dict[str, Any] | None = None,
        about: str = "",
        on_offer: bool = False,
        sizes: tuple[Quantity, ...] = (),
        spoken_of: Source | None = None,
        limit: int = MOST,
        first: int = 1,
    ) -> tuple[str, list[Source]]:
        """Return the question as it stands alone, and the passages that answer it, best first.

        `about` is the kind of product spoken of, `on_offer` whether it is on sale, `sizes` how
        large and heavy it is, `spoken_of` the product itself, and `first` the first
        source's marker. Each source has its sentences with how well they answer.

        Raises:
            IndexUnavailable: the index cannot be opened or reached.
        """
        lines = [*filter(None, (previous or {}).get(ASKED, "").splitlines())]
        if lines and only_counts(text):
            *lines, text = lines  # so many of it: what was asked of one
        hits = await self._search(text)
        if not hits:
            return text, []
        sizes = (sizes_told(text) or sizes) if is_sent("\n".join([*lines, text])) else ()
        inquiry = replace(_inquiry(text, lines, hits, about), on_offer=on_offer, sizes=sizes)
        if (
            inquiry.before and inquiry.lean > WEAK
        ):  # what it speaks of is only in the question before
            known = {hit.payload["id"] for hit in hits}
            more = await self._search(f"{inquiry.before} {text}".replace("\n", " "))
            hits += [hit for hit in more if hit.payload["id"] not in known]
        told = await asyncio.to_thread(self._rank, inquiry, hits, vocabulary, spoken_of)
        unheard = (
            bool(told)
            and told[0].relevance < SURE
            and _is_unheard(inquiry, hits, told[0], vocabulary)
        )
        if unheard or _lacks_its_matter(text, hits):
            told = silenced(told)
        called = kind_named(spoken_of) if spoken_of else ""
        thing = f"{called} {' '.join(own_words(text))}"
        told = left_out_first(told, thing, frozenset(_acts(text)))
        whole = [text] if not inquiry.before else [lines[0], *lines[1:][2 - LINES :], text]
        return "\n".join(whole), _best_passages(told, hits, limit, first)

    async def row(self, text: str, previous: dict[str, Any] | None, about: str) -> list[Source]:
        """Return the passage with the row of a table of measures that a message asks for, if any.

        What asks for another cell of the row before, "y en US?", goes on with its question.
        """
        lines = (previous or {}).get(ASKED, "").splitlines()[-1:]
        for asked in dict.fromkeys([text, " ".join([*lines, text])]):
            goes_on = _GOES_ON.match(text) and not names_a_figure(text)
            if not may_ask_of_charts(asked) or (asked != text and not goes_on):
                continue
            hits = await self._index.search(Query("policy", CANDIDATES, text=asked))
            told = charted(asked, [source_of(hit.payload, 1) for hit in hits], about)
            if told:
                return with_near([told[0].source], told)
        return []

    def _rank(
        self,
        inquiry: Inquiry,
        hits: Sequence[Hit],
        vocabulary: Vocabulary,
        spoken_of: Source | None,
    ) -> list[Told]:
        """Rank the passages' sentences. Blocking."""
        if read_asked(inquiry.question).places:  # another place than that of the question before
            inquiry = replace(inquiry, before=without_places(fold(inquiry.before)))
        sources = [source_of(hit.payload, n) for n, hit in enumerate(hits, 1)]
        sought = branch_sought(inquiry.question)
        if sought and is_none_there(sought, sources):  # where they are instead
            inquiry = replace(inquiry, question=without_places(fold(inquiry.question)))
        texts = [embedded_text(source, s) for source in sources for s in sentences_of(source)]
        spoken = stems(" ".join(texts))
        asked = [
            _without_names(line, vocabulary, spoken)
            for line in (inquiry.question, inquiry.before) if line
        ]  # fmt: skip
        named = _kinds_named(inquiry.question, vocabulary)
        thing = f"{inquiry.thing} {' '.join(named)}"
        before = asked[1] if inquiry.before else ""
        question = inquiry.question
        leant_on = f"{inquiry.before} {question}" if inquiry.lean > WEAK else question
        of_warranty = asks_which_warranty(question, vocabulary, texts)
        inquiry = replace(inquiry, question=asked[0], thing=thing)
        told = self._answering.rank(
            inquiry,
            sources,
            asked=_as_judged(inquiry, question),
            before=before,
            is_known=of_warranty or bool(in_terms(leant_on)) or _is_of_zones(inquiry, texts),
        )
        told = _anew(inquiry, question, told)
        if of_warranty:
            told = warranty_first(question, told, spoken_of)
        return contact_first(question, row_first(inquiry, told))

    async def _search(self, text: str) -> list[Hit]:
        vectors = await asyncio.to_thread(self._embedder.embed_queries, [text])
        words = f"{text} {in_terms(text)}".strip()
        return await self._index.search(Query("policy", CANDIDATES, dense=vectors[0], text=words))


def _as_judged(inquiry: Inquiry, question: str) -> tuple[str, ...]:
    """Return a question as the selector reads it, which learned from those that stand alone.

    One that asks anew of what was spoken of, "cuántos días tengo?", is read after that matter and
    not after the question before, whose answer would be told again; a fragment, "y el domingo?",
    after all of it, as others are where nothing answers them alone.
    """
    whole = f"{inquiry.before} {question}".replace("\n", " ").strip()
    if not inquiry.before:
        return (question,)
    if inquiry.lean < WHOLLY:
        return question, whole
    if not read_asked(question).kinds:
        return (whole,)
    matter = " ".join(w for w in beside_asking(inquiry.before) if policy_roots(w) - LIGHT)
    return f"{matter}: {question}".removeprefix(": "), whole


def _anew(inquiry: Inquiry, question: str, told: Sequence[Told]) -> list[Told]:
    """Return the sentences, that which answered the question before behind where one asks anew.

    "En cuánto se acredita?" after the right to regret: its days were told.
    """
    line = inquiry.before.rpartition("\n")[2]
    kinds = read_asked(question).kinds
    if not told or not line or not kinds - read_asked(line).kinds:
        return [*told]
    sources = {one.source["id"]: one.source for one in told}
    first = rank(Inquiry(line, about=in_terms(line)), [*sources.values()])[0]
    known = (first.source["id"], first.position)
    found = [
        replace(one, relevance=one.relevance - KNOWN)
        if (one.source["id"], one.position) == known and not one.brought else one
        for one in told
    ]  # fmt: skip
    return sorted(found, key=lambda one: -one.relevance)


def _is_of_zones(inquiry: Inquiry, texts: Sequence[str]) -> bool:
    """Tell whether sending to a place is asked of, by terms that tell where they send."""
    asked = inquiry.asked
    is_of_it = is_sent(f"{inquiry.question} {inquiry.before}") or (
        bool(asked.kinds) and asked.kinds <= {"cost", "time"} and only_asks(inquiry.question)
    )
    sent = (fold(text) for text in texts if is_sent(text))
    return is_of_it and bool(asked.places) and any(map(places_in, sent))


def _lacks_its_matter(text: str, hits: Sequence[Hit]) -> bool:
    """Tell whether a message asks of a matter that no passage speaks of, in whatever words."""
    folded = fold(text)
    asked = [held for wanted, held in _MATTERS if wanted.search(folded)]
    if not asked:
        return False
    told = fold(" ".join(f"{hit.payload['title']} {hit.payload['text']}" for hit in hits))
    return not any(held.search(told) for held in asked)


def _is_unheard(inquiry: Inquiry, hits: Sequence[Hit], best: Told, vocabulary: Vocabulary) -> bool:
    """Tell whether no passage has a word by which the question names its matter.

    Nor the best sentence any other of its words, but for what all stores do ("aceptan").
    """
    if asks_contact(inquiry.question):
        return False  # "teléfono?" is answered by the figures of one
    if _is_of_unheard_name(inquiry.question, hits, vocabulary):
        return True
    whole = f"{inquiry.question} {inquiry.before}"
    own = own_words(inquiry.question) | own_words(inquiry.before)
    texts = " ".join(f"{hit.payload['title']} {hit.payload['text']}" for hit in hits)
    held = stems(texts)
    said = any(_alike(word, known) for word in own_words(inquiry.question) for known in held)
    if not said and (best.probability or 0.0) >= LIKELY:
        return False  # "se puede ir con el perro?", where pets are spoken of
    if inquiry.before and _turns_to_unheard(inquiry, held, policy_roots(fold(texts))):
        return True
    if is_sent(whole) and is_unheard(fold(inquiry.question), re.findall(r"[a-z]+", fold(texts))):
        return False  # a place is no matter
    if not own:  # "tienen estacionamiento?": what stores do may be told by none
        acts = policy_roots(fold(inquiry.question)) & ACTS - LIGHT
        return bool(acts) and not in_terms(whole) and not acts & policy_roots(fold(texts))
    if in_terms(whole) or any(_alike(word, known) for word in own for known in held):
        return False
    shared = stems(whole) & stems(f"{best.source['title']} {best.sentence}")
    return not any(policy_roots(stem) - LIGHT for stem in shared)


def _is_of_unheard_name(question: str, hits: Sequence[Hit], vocabulary: Vocabulary) -> bool:
    """Tell whether all that a question is of is a name that no passage has: "y con Santander?"."""
    own = own_words(question)
    named = [word for word in beside_asking(question) if stems(word) & own]
    if not all(
        re.search(rf"\b(?:con|de|del|en|por|el|la) {word}\b", fold(question)) for word in named
    ):
        return False
    if not named or in_terms(question) or any(map(is_spanish, named)):
        return False
    texts = fold(" ".join(f"{hit.payload['title']} {hit.payload['text']}" for hit in hits))
    words = {*re.findall(r"[a-z]+", texts)}
    return not any(
        _is_name(word, vocabulary) or get_close_matches(word, words, n=1, cutoff=CLOSE)
        or any(known.startswith(word) for known in words)
        for word in named
    )  # fmt: skip


_INFINITIVE = re.compile(r"\b\w{2,}[aei]r(?:l[oa]s?|les?|me|te|se|nos)?\b")


def _turns_to_unheard(inquiry: Inquiry, held: set[str], acts: set[str]) -> bool:
    """Tell whether a follow-up names a matter of its own that no passage speaks of.

    "Hay estacionamiento ahí?" after the hours of a branch: those would be told again.
    """
    question = inquiry.question
    if in_terms(question):
        return False
    new = _acts(question) - _acts(inquiry.before)
    # What only tells what one does ("la saco después?") names no matter.
    own = own_words(_INFINITIVE.sub(" ", fold(question)))
    if not own and not new:
        return False
    return not new & acts and not any(_alike(word, known) for word in own for known in held)


def _alike(stem: str, other: str) -> bool:
    """Tell whether two stems are one, a letter apart at most: "estasionamiento"."""
    if stem == other:
        return True
    differ = sum(a != b for a, b in zip(stem, other, strict=False))
    return len(stem) == len(other) > 4 and differ == 1


def _inquiry(text: str, lines: Sequence[str], hits: Sequence[Hit], about: str) -> Inquiry:
    """Read how far a message leans on the ones before."""
    terms = in_terms(text)
    acts, acts_before = _acts(text), _acts("\n".join(lines))
    same = bool(acts & acts_before)
    has_topic = bool(terms or stems(text) & stems(hits[0].payload["title"]))
    # "y qué garantía tiene?" names a whole document of the terms: it turns to another matter.
    turns = bool(stems(text) & stems(hits[0].payload["title"].split(" > ")[0]))
    goes_on = bool(_GOES_ON.match(fold(text)))
    told = stems(" ".join(hit.payload["text"] for hit in hits))
    held = _named(text) & told
    # "quién paga el envío del cambio?", "y efectivo?" have a matter of their own.
    only = only_asks(text) and not acts - acts_before and not held - stems("\n".join(lines))
    leans = only or bool(_IT.search(fold(text)))  # "dónde queda?", "la puedo pagar con débito?"
    stands = has_topic and not same and (turns or not leans) and (not goes_on or acts or turns)
    if not lines or stands:
        return Inquiry(text, about=f"{about} {terms}", thing=about)
    lean = WHOLLY if only else WEAK if has_topic or (own_words(text) | held) & told else STRONG
    return Inquiry(
        text,
        before="\n".join(lines),
        lean=lean,
        keeps=goes_on or only or (same and has_topic),
        about=" ".join([about, terms, *map(in_terms, lines)]),
        thing=about,
    )


def _named(text: str) -> set[str]:
    """Return the stems of a text's words, beside those that ask and those of what all stores do."""
    words = (word for word in beside_asking(text) if policy_roots(word) - LIGHT)
    return {stem for word in words for stem in stems(word)}


def _acts(text: str) -> set[str]:
    """Return the roots of the acts that a text speaks of, in its own words and in the terms'."""
    return policy_roots(fold(f"{text} {in_terms(text)}")) & ACTS - LIGHT


def _without_names(text: str, vocabulary: Vocabulary, spoken: set[str]) -> str:
    """Return a question without the names of products that no passage speaks of.

    They would say more than what is asked: "cuánto tarda el envío del JBL Go 3?".
    """
    kept = [
        word for word in text.split()
        if not stems(word) or stems(word) & spoken or not _is_name(word, vocabulary)
    ]  # fmt: skip
    return " ".join(kept) or text


def _kinds_named(text: str, vocabulary: Vocabulary) -> list[str]:
    """Return the words of a question that name a kind of product, and nothing that stores do."""
    words = re.findall(r"[a-z]{4,}", fold(text))
    kinds = vocabulary.category_stems.keys() | set(map(singular, vocabulary.category_words))
    return [w for w in words if stems(w) and singular(w) in kinds and not policy_roots(w) & ACTS]


def _is_name(written: str, vocabulary: Vocabulary) -> bool:
    word = fold(written).strip("¿?.,;:()\"'")
    if any(c.isdigit() for c in word) and any(c.isalpha() for c in word):
        return word in vocabulary.words
    return word in vocabulary.brands_by_first_word or singular(word) in vocabulary.category_stems


def _best_passages(
    told: Sequence[Told], hits: Sequence[Hit], limit: int, first: int
) -> list[Source]:
    """Return the passages of the best sentences as sources."""
    by_id = {hit.payload["id"]: hit for hit in hits}
    order = [*dict.fromkeys(one.source["id"] for one in told)][:limit]
    sources = [
        source_of(
            by_id[id_].payload, marker, score=by_id[id_].score,
            dense_rank=by_id[id_].dense_rank, text_rank=by_id[id_].text_rank,
        )
        for marker, id_ in enumerate(order, first)
    ]  # fmt: skip
    return with_near(sources, told)
