"""One wording of what stores say: free, paid, closed, unopened, and the words that except."""

import re

FREE = re.compile(
    r"\b(?:(?:es |son |va |van |salen? |quedan? )?(?:sin (?:cargo|costo)(?: alguno)?|gratis|"
    r"gratuit[oa]s?)|no (?:te |se |lo |la )?(?:tiene|tienen) "
    r"(?:ningun )?(?:costo|cargo)|no (?:te |se |le )?(?:lo |la )?(?:cobra\w*|"
    r"pag\w+)|bonificad[oa]s?|(?:te )?l[oa]s? bonificamos|(?:es |corre |va |corren |son )?(?:"
    r"a nuestro cargo|(?:a )?cargo nuestro|a cargo de la tienda|"
    r"por (?:nuestra cuenta|cuenta nuestra))|(?:lo|la|los|las) pagamos(?: nosotros)?|"
    r"pagamos nosotros|(?:lo|la|los|las) (?:ponemos|bancamos|cubrimos|asumimos|absorbemos)|"
    r"(?:(?:va|es|corre|queda|viene|sale)n? )?de (?:arriba|onda|regalo|cortesia|"
    r"obsequio)|(?:a )?costo cero|sin (?:pagar|abonar) (?:nada|extra|un peso|mas)|"
    r"no (?:te )?(?:sale|cuesta)n? (?:nada|un peso)|(?:corre\w* |va\w* )?por cuenta "
    r"(?:del? (?:negocio|local|casa|tienda|empresa|vendedor|vivero|comercio)|"
    r"de la (?:casa|tienda|empresa))|"
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
    r"(?:por cuenta|(?:a )?cargo) (?:tuy[oa]|suy[oa])|por cuenta (?:del?|de quien) \w+|"
    r"(?:a )?cargo (?:del (?:cliente|comprador)|de quien \w+))|"
    r"es pag[oa]|son pag[oa]s)\b"
)
_EXCLUDED = re.compile(
    r"\b(?:qued\w+ |estan? |va\w* )?excluid[oa]s?\b|\b(?:qued\w+|estan?|"
    r"va\w*) (?:afuera|fuera) de\b|"
    r"\bexcluye\b"
    r"|\bqued\w+ (?:afuera|fuera)\b|\bdeja\w* (?:afuera|fuera)\b"
)
_APART = re.compile(
    r"\b(?:va|es|son|viene|(?:se )?(?:vende|compra|cotiza|contrata))n? (?:aparte|por separado)\b"
    r"(?! ?,?(?: \w+)? \$)"
)
"""What is not included, said of where it is had; with a price it is charged."""
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
_OF_A_SHOP = re.compile(
    r"\b(?:lunes|martes|miercoles|jueves|viernes|sabados?|domingos?|feriados?|local|sucursal\w*|"
    r"horarios?|hoy|mediodia|siesta|cierra\w*|cerramos|negocio|tienda|franco)\b"
)
"""What closes its doors; what else is closed was not opened."""
CONDITION = re.compile(
    r"^\s*(?:si|cuando|para que|siempre que|siempre y cuando|mientras|en caso|una vez|"
    r"por (?:debajo|encima))\b"
)
RESTRICTS = re.compile(
    r"\b(?:salvo|excepto|excepcion\w*|mas alla de|"
    r"que no (?:se )?(?:aplica|incluye|entra|corre|vale)\w*|(?<!un )(?<!una )solo|"
    r"solamente|unicamente|a excepcion|exclusiv\w+|"
    r"(?<!% )menos (?:en|a|los|las)|(?<=pais )menos|(?<=provincias )menos|"
    r"(?<=tienda )menos|(?<=local )menos)\b"
)
_ASIDE = re.compile(r"\((?!(?:no|sin|ni|salvo|excepto|menos|solo)\b)(?:[a-z]+ ?){1,4}\)")
"""A gloss, "la pintura a pedido (entonada)", which parts no sentence."""
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


_LEFT_OUT = re.compile(r", no ((?:en|para|con|a) [^,;.]+),([^;.]+)")
"""An exception told in passing: "15 % en plantas, no en macetas, pagando en efectivo"."""


def canon(text: str) -> str:
    """Write what is free, paid and closed in one way, so that their "no" and "sin" deny nothing."""
    text = re.sub(r"^\s*(?:no|si)\s*,\s+|(?<=[.:;]\s)(?:no|si)\s*,\s+", "", text)
    text = re.sub(r"\blibre\b", "librado", text)  # the shops' "Mercado Libre" gives nothing away
    text = _ASIDE.sub(" ", text)
    text = _UNLESS.sub("salvo", text)
    text = _INSTEAD.sub(" ", text)
    text = _LEFT_OUT.sub(lambda m: f"{m[2]} salvo {m[1].replace(' ni ', ' o ')}", text)
    text = re.sub(r"\bpierd\w+ (?:el|la) (?=cambio|garantia|devolucion)", "no tiene ", text)
    text = _UNOPENED.sub(r"\1 intacto", text)
    text = _INTEREST_FREE.sub(" sininteres ", text)
    text = _INTEREST.sub(" coninteres ", text)
    text = _EXCLUDED.sub(" no entra ", text)
    text = _APART.sub("no incluye", text)
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
