"""What shoppers say, in the words of stores' terms."""

import re

from graph.checking.lexis import ACTS, policy_roots
from graph.policies.words import LIGHT
from ingest.units import fold

_SAID: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"\bno (?:me|le|les|nos) (?:gust|qued|va\b|van\b|entr|sirv|convenc|and)\w*|"
         r"\bqueda\w* (?:muy )?(?:chic|grand)\w*|\bme equivoqu\w+|\bdevuelv\w+|\bdevolv\w+",
         "plazo días para cambiar devolver cambios devoluciones"),
        (r"\b(?:se (?:me )?(?:rompe|rompio|descompon\w+|pincha)|(?:deja|dejo) de \w+r|no (?:\w+ )?"
         r"(?:and|prend|arranc|enciend|funcion|carg)[ae]\w*|sale mal|falla|fallad[oa]s?)\b",
         "garantía fallado"),
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


def acts_in(text: str) -> set[str]:
    """Return the roots of the acts that a text speaks of, in its own words and in the terms'."""
    return policy_roots(fold(f"{text} {in_terms(text)}")) & ACTS - LIGHT
