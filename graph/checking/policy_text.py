"""A policy, or what is said of one, as units that affirm or deny one thing."""

import re
from dataclasses import dataclass

from graph.checking.clauses import NEGATION
from graph.checking.lexis import policy_roots, root

FREE = re.compile(
    r"\b(?:(?:es |son |va |van |salen? |quedan? )?(?:sin (?:cargo|costo)(?: alguno)?|gratis|"
    r"gratuit[oa]s?)|no (?:te |se |lo |la )?(?:tiene|tienen) "
    r"(?:ningun )?(?:costo|cargo)|no (?:te |se |le )?(?:lo |la )?(?:cobra\w*|"
    r"pag\w+)|bonificad[oa]s?|(?:te )?l[oa]s? bonificamos|(?:es |corre |va |corren |son )?(?:a "
    r"(?:nuestro cargo|cargo nuestro|cargo de la tienda)|por (?:nuestra cuenta|"
    r"cuenta nuestra))|(?:lo|la|los|las) pagamos(?: nosotros)?|"
    r"pagamos nosotros|(?:lo|la|los|las) (?:ponemos|bancamos|cubrimos|asumimos|absorbemos)|"
    r"(?:(?:va|es|corre|queda|viene|sale)n? )?de (?:arriba|onda|regalo|cortesia|"
    r"obsequio)|(?:a )?costo cero|sin (?:pagar|abonar) (?:nada|extra|un peso|mas)|"
    r"no (?:te )?(?:sale|cuesta)n? (?:nada|un peso)|(?:corre\w* |va\w* )?por cuenta "
    r"(?:del? (?:negocio|local|casa|tienda|empresa|vendedor)|de la (?:casa|tienda|empresa))|"
    r"(?:l[oa]s? )?(?:paga|abona|asume|absorbe|banca|cubre)n? "
    r"(?:la (?:casa|tienda|empresa)|el (?:local|negocio|vendedor)))\b"
)
_PAID = re.compile(
    r"\b(?:(?:cuesta|sale|vale|cobramos|se cobra)n?(?= \$)|(?:tiene|tienen) (?:un )"
    r"?(?:costo|cargo|recargo)|se cobran?(?: aparte)?|"
    r"se pagan?(?: aparte)?|se abonan?|con (?:costo|cargo)|pag\w+ (?:la mitad|el \d+ ?%)|"
    r"(?:l[oa]s? )?(?:tenes|tiene|hay|debes|te toca) (?:que )?(?:pagar|abonar)"
    r"l?[oa]?s?(?= vos|$|[.,;])(?: vos)?|"
    r"(?:lo |la |los |las )?(?:pag(?:as|a|an)|abon(?:as|a|an)) (?:vos|el comprador|"
    r"el cliente|aparte|el envio|la vuelta)|(?:lo|la|los|las) (?:pagas|paga|abonas|"
    r"abona)|"
    r"(?:es |corre |va |son )?(?:a (?:tu|su) cargo|por (?:tu|su) cuenta|"
    r"por cuenta (?:del?|de quien) \w+|"
    r"a cargo del (?:cliente|comprador))|es pag[oa]|son pag[oa]s)\b"
)
_EXCLUDED = re.compile(
    r"\b(?:qued\w+ |estan? |va\w* )?excluid[oa]s?\b|\b(?:qued\w+|estan?|"
    r"va\w*) (?:afuera|fuera) de\b|"
    r"\bexcluye\b"
    r"|\bqued\w+ (?:afuera|fuera)\b|\bdeja\w* (?:afuera|fuera)\b"
)
_INTEREST_FREE = re.compile(
    r"\b(?:sin (?:ningun )?(?:interes|interes(?:es)?|recargo)|no (?:te |se |"
    r"le )?(?:hay|pagas?|tienen?|cobra\w*|suma\w*|lleva\w*) "
    r"(?:ningun )?(?:interes(?:es)?|recargo))\b"
)
_INTEREST = re.compile(
    r"\b(?:con (?:un )?(?:\d+ ?% (?:de )?)?(?:interes|recargo)|"
    r"(?<=cuotas )con (?:un |el )?\d+ ?%(?! de desc| off| menos)|se (?:suma|agrega|"
    r"aplica) (?:un )?(?:recargo|interes|\d+ ?%(?! (?:de )?(?:desc|off|bonif|menos|"
    r"rebaj)))|(?:el|un) recargo (?:es )?del?|"
    r"recargo del?|tienen? (?:interes|recargo)|interes del)"
)
_CLOSED = re.compile(
    r"\b(?:(?:esta|estan|permanece\w*) cerrad[oa]s?|cerrad[oa]s?|cierran?|"
    r"cerramos|descansamos|(?:tenemos|es|son) franco)\b(?! a (?:las|la)\b| \d| al? )"
)
_AT_MOST = re.compile(
    r"\b(?:que )?no (?:l[oa]s? )?(?:haya\w* |haber )?(?:pas\w+|super\w+|exced\w+|mas|"
    r"mayor\w*|menos)"
    r"(?: al?| del?)?(?: l[oa]s?)? (?=\$?\s?\d|\w+ (?:dias?|horas?|meses|semanas?|anos?|kilos?|kg))"
)
"""A limit, which denies nothing: "que no pase de 60 días"."""
_CUT = re.compile(
    r"[.;:!?¿¡()\n]+(?=\s|$|[a-z])|\s(?:pero|aunque|mientras que|sino|porque|ya que|"
    r"asi que|o sea|por lo que|entonces)\s|,\s*(?=(?:pero|aunque)\b)"
    r"|,\s*que\s+(?=no (?!(?:se )?(?:aplica|incluye|entra|corre|vale)))"
)
_OF_A_SHOP = re.compile(
    r"\b(?:lunes|martes|miercoles|jueves|viernes|sabados?|domingos?|feriados?|local|sucursal\w*|"
    r"horarios?|hoy|mediodia|siesta|cierra\w*|cerramos|negocio|tienda|franco)\b"
)
"""What closes its doors; what else is closed was not opened."""
VERBS = re.compile(
    r"\b(?:es|son|esta|estan|tiene|tienen|hay|se|abr\w+|cierra\w*|cubre\w*|acept\w+|envia\w*|"
    r"(?<!la )entreg\w+|"
    r"devolv\w+|pag(?:a|as|an|ar|amos|ue)|hac\w+|vence\w*|puede\w*|pod(?:es|emos)|"
    r"necesit\w+|cobra\w*|atend\w+|atiend\w+|demora\w*|"
    r"tenemos|contamos|funciona\w*|subi\w+|tarda\w*|cuesta\w*|instal\w+|incluye\w*|queda\w*|guard\w+|llev\w+|tom\w+|tenes|damos|sale|pide|"
    r"libre|pagopaga|noabre)\b"
)
_JOINTS = re.compile(r"\s(?:y|e|o)\s|,\s+|\s(?=(?:mientras no|siempre que|siempre y cuando)\b)")
CONDITION = re.compile(
    r"^\s*(?:si|cuando|para que|siempre que|siempre y cuando|mientras|en caso|una vez|"
    r"por (?:debajo|encima))\b"
)


_LABEL = re.compile(r"(?:(?<=^)|(?<=[.;\n] ))((?:[a-z]+,? ){0,4}(?!no:|si:)[a-z]+): (?=[a-z$\d])")
"""What a rule is of, before a colon: "accesorios y cuerdas: sin garantía"."""
_CLITIC = re.compile(r"\s*(?:no )?(?:te|se|lo|la|los|las|le|me)(?: l[oa]s?)? \w+")
_THEN = re.compile(r"^((?:\s*\w+){2,4}) ((?:te|se|l[oa]s?|les?) (?:l[oa]s? )?\w+mos\b)")
_SUBJECTLESS = re.compile(rf"^\s*(?:no |tampoco )?(?:se |lo |la )?(?!\w+mos\b){VERBS.pattern}")
"""A part that begins with its verb: its subject is that of the part before."""


RESTRICTS = re.compile(
    r"\b(?:salvo|excepto|excepcion\w*|mas alla de|"
    r"que no (?:se )?(?:aplica|incluye|entra|corre|vale)\w*|(?<!un )(?<!una )solo|"
    r"solamente|unicamente|a excepcion|exclusiv\w+|"
    r"(?<!% )menos (?:en|a|los|las)|(?<=pais )menos|(?<=provincias )menos|"
    r"(?<=tienda )menos|(?<=local )menos)\b"
)


POLARITY = {root("libre"), root("pagopaga")}
"""What a unit says of a thing, which tells no thing."""


@dataclass(frozen=True)
class Unit:
    """What one piece of text says."""

    text: str
    roots: frozenset[str]
    denied: bool
    free: bool
    paid: bool


_ASIDE = re.compile(r"\((?!(?:no|sin|ni|salvo|excepto|menos|solo)\b)(?:[a-z]+ ?){1,4}\)")
"""A gloss, "la pintura a pedido (entonada)", which parts no sentence."""
_SAYS = re.compile(
    r",?(?: y)? \b(?:te (?:aviso|cuento|comento|aclaro)|ojo|tene en cuenta|acordate|recorda)"
    r"(?: tambien)?(?: de)? que "
)
"""What only says that something is told."""
_UNLESS = re.compile(
    r"\b(?:a menos que|a no ser que|salvo que|excepto que|exceptuando|quitando|"
    r"con (?:la (?:unica )?)?excepcion de(?: que)?|fuera de (?=que ))(?= )"
)
_INSTEAD = re.compile(
    r"\b(?:en vez|en lugar) de "
    r"(?:\w+[aei]r(?:l[oae]s?|te|se)?\b(?: (?!te\b|se\b|l[oae]s?\b)\w+){0,3}|\w+)"
)
"""What is not done, told beside what is."""
_PACKED = r"caja|envase|paquete|bolsa|frasco|blister|precinto|empaque|embalaje|packaging|film|sobre"
_UNOPENED = re.compile(
    rf"\b((?:{_PACKED})s?)(?: (?:original|de fabrica|esta|este|siga|sigue|tiene que estar|venga|"
    r"todavia|bien)){0,2} (?:cerrad[oa]s?|sellad[oa]s?|sin abrir|intact[oa]s?|precintad[oa]s?)\b"
)

_BACK_CLOSED = re.compile(
    r"\b((?:cambi|devol|devuelv|acept|recib)\w+(?: \w+){0,3}) (?:cerrad[oa]s?|sellad[oa]s?)\b"
)


_LEFT_OUT = re.compile(r", no ((?:en|para|con|a) [^,;.]+),([^;.]+)")
"""An exception told in passing: "15 % en plantas, no en macetas, pagando en efectivo"."""
_FIRST = re.compile(r"n?(?: (?:en|sido|con|un[oa]s?|l[oa]s?|el|de|mas))* (\w+)")
_SUCH_AS = re.compile(r"\b(que|quien(?:es)?) ?no (este|sea|tenga|haya)(?=n?\b)")
"""Which ones are meant, "las que no estén en oferta": no denial of what both or one alone say."""


def canon(text: str) -> str:
    """Write what is free, paid and closed in one way, so that their "no" and "sin" deny nothing."""
    text = re.sub(r"^\s*(?:no|si)\s*,\s+|(?<=[.:;]\s)(?:no|si)\s*,\s+", "", text)
    text = re.sub(r"\blibre\b", "librado", text)  # the shops' "Mercado Libre" gives nothing away
    text = _SAYS.sub(". ", text)
    text = _ASIDE.sub(" ", text)
    text = _UNLESS.sub("salvo", text)
    text = _INSTEAD.sub(" ", text)
    text = _LEFT_OUT.sub(lambda m: f"{m[2]} salvo {m[1].replace(' ni ', ' o ')}", text)
    text = re.sub(r"\bpierd\w+ (?:el|la) (?=cambio|garantia|devolucion)", "no tiene ", text)
    text = _UNOPENED.sub(r"\1 intacto", text)
    text = _BACK_CLOSED.sub(r"\1 intacto", text)
    text = re.sub(r"\bsin abrir\b", "intacto", text)
    text = _INTEREST_FREE.sub(" sininteres ", text)
    text = _INTEREST.sub(" coninteres ", text)
    text = re.sub(r"\bsin (?:senales|signos|marcas|huellas) de uso", "sinuso", text)
    text = _AT_MOST.sub(" hasta ", text)
    text = _EXCLUDED.sub(" no entra ", text)
    text = FREE.sub(" libre ", text)
    text = _PAID.sub(" pagopaga ", text)
    text = re.sub(
        r"\bsin (?:el |la |su |sus |tu |un |una |ningun |haber )?(\w{3,})", r"sin\1", text
    )
    text = re.sub(r"\b(?:no solo|no te preocupes|no hay (?:problema|drama))\b", " ", text)
    pieces = re.split(r"([.;\n])", text)
    return "".join(
        _CLOSED.sub("no abre" if _OF_A_SHOP.search(piece) else "intacto", piece) for piece in pieces
    )


def units(text: str) -> list[Unit]:
    """Cut a folded text into units; conditions stand apart and "y" parts two verbs."""
    found = []
    text = _LABEL.sub(lambda m: m.group() if VERBS.search(m.group()) else f"{m.group(1)} ", text)
    for piece in _CUT.split(canon(text)):
        for part in _parts(piece):
            if re.search(r"\w{3,}", part[1]):
                found.append(_unit(part))
    return found


def lacking_alike(text: str, other: str) -> str:
    """Write "no lleva garantía" as "sin garantía" where the other text says it so."""
    for noun in set(re.findall(r"\bsin (\w{4,})", other)):
        text = re.sub(
            rf"\bno (?:te |se |le )?\w+ (?:ningun[oa]? |un[oa]? |el |la |los |las )?{noun}\b",
            f"sin {noun}",
            text,
        )
    alike = {verb for _, verb in _SUCH_AS.findall(other)}
    said = policy_roots(other)

    def fused(m: re.Match[str]) -> str:
        meant = _FIRST.match(text[m.end() :])
        other_thing = meant and not policy_roots(meant[1]) & said
        return f"{m[1]}no {m[2]}" if m[2] in alike or other_thing else m[0]

    return _SUCH_AS.sub(fused, text)


def _unit(piece: tuple[str, str]) -> Unit:
    condition, part = piece
    not_free = re.search(
        r"\b(?:no|tampoco)(?: \w+)?\s+libre\b|\blibre\s+no (?:corre|aplica|vale|incluye|"
        r"rige|llega|alcanza)",
        part,
    )
    not_paid = re.search(r"\b(?:no|tampoco)(?: \w+)?\s+pagopaga\b", part)
    free, paid = "libre" in part.split(), "pagopaga" in part.split()
    rest = re.sub(r"\b(?:no|tampoco)(?: \w+)?\s+(?:libre|pagopaga)\b|\blibre\s+no\b", " ", part)
    return Unit(
        part,
        frozenset(policy_roots(f"{condition} {part}")),
        denied=bool(NEGATION.search(rest)),
        free=bool(not_paid) or (free and not not_free),
        paid=bool(not_free) or (paid and not not_paid),
    )


def _parts(piece: str) -> list[tuple[str, str]]:
    """Return (condition, what holds then) pairs; the condition is mostly empty."""
    parts: list[str] = []
    if CONDITION.match(piece):  # "si cancelás te devolvemos la seña"
        piece = _THEN.sub(r"\1, \2", piece, count=1)
    for part in _JOINTS.split(piece):
        excepts = re.match(r"(?:salvo|excepto|menos)\b", part)
        conditional = parts and CONDITION.match(parts[-1])
        opposed = parts and re.match(r"\s*no\b", part) and len(parts[-1].split()) > 1
        apart = CONDITION.match(part) or (conditional and _CLITIC.match(part))
        fresh = (
            opposed
            or (parts and apart)
            or (
                not excepts
                and parts
                and VERBS.search(part)
                and (conditional or VERBS.search(parts[-1]))
            )
        )
        if parts and not fresh:
            parts[-1] += f", {part}"
        else:
            parts.append(part)
    pairs: list[tuple[str, str]] = []
    condition, subject = "", ""
    for index, part in enumerate(parts):
        if CONDITION.match(part) and index + 1 < len(parts):
            condition = part
            continue
        goes_on = _SUBJECTLESS.match(part)
        pairs.append((f"{condition} {subject}" if goes_on else condition, part))
        verb = VERBS.search(part)
        if verb and not goes_on:
            subject = part[: verb.start()]
        condition = ""
    return pairs


def about(unit: Unit, held: list[Unit], title: set[str]) -> list[Unit]:
    """Return the units that speak of the same thing, best first matched; none when unsure."""
    telling = unit.roots - title - POLARITY
    scored = [
        (len(telling & other.roots) + 0.1 * len(unit.roots & other.roots), other) for other in held
    ]
    best = max((score for score, _ in scored), default=0.0)
    needed = 2 if len(telling) > 2 else 1
    if best < needed or (len(telling) > 3 and best < 0.4 * len(telling)):
        return []
    return [other for score, other in scored if score >= best - 0.05]
