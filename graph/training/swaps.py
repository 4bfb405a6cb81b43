"""Swap what a route does not depend on: the product, the place, the bank, the greeting."""

import random
import re
from typing import Final

# Words of one group may stand for one another: same gender and number, same part in the sentence.
GROUPS: Final[tuple[str, ...]] = (
    "heladera lavadora notebook tablet licuadora cafetera bici bicicleta campera silla cocina "
    "plancha pava aspiradora impresora consola mochila mesa cama tele freidora amoladora estufa "
    "carpa cuna remera cortadora tostadora batidora hidrolavadora lámpara olla camiseta",
    "lavarropas celular celu televisor termo taladro colchón sommier sillón ventilador aire "
    "horno microondas freezer cochecito parlante mouse teclado monitor perfume placard mate "
    "escritorio secarropas termotanque calefón buzo pantalón reloj joystick secador",
    "heladeras notebooks tablets bicis camperas sillas cafeteras zapatillas zapas planchas "
    "impresoras mochilas teles sábanas ollas remeras carpas consolas freidoras amoladoras estufas",
    "celulares televisores termos taladros colchones sillones ventiladores aires "
    "hornos parlantes monitores perfumes buzos pantalones relojes auriculares pañales juguetes",
    "samsung drean gafa whirlpool philips lg noblex bgh atma oster liliana motorola xiaomi lenovo "
    "hp asus sony tcl philco bosch stanley makita nike adidas topper puma patrick electrolux",
    "rosario córdoba mendoza tucumán salta neuquén bariloche quilmes morón posadas jujuy ushuaia "
    "pilar avellaneda lanús paraná corrientes resistencia tandil pergamino junín rafaela",
    "galicia santander macro nación bbva provincia ciudad patagonia supervielle icbc",
    "lunes martes miércoles jueves viernes sábado domingo",
    "hermano viejo marido novio hijo sobrino nieto amigo cuñado primo",
    "hermana vieja mujer novia hija sobrina nieta amiga cuñada prima suegra",
)

_OTHERS: dict[str, list[str]] = {
    word: [other for other in group.split() if other != word]
    for group in GROUPS
    for word in group.split()
}
_WORD = re.compile(r"\b(" + "|".join(sorted(_OTHERS, key=len, reverse=True)) + r")\b")

OPENINGS = ("hola, ", "hola! ", "buenas, ", "buen día, ", "buenas tardes, ", "che, ", "hola dona, ",
            "una consulta, ", "hola qué tal, ", "disculpá, ", "te hago una pregunta: ")  # fmt: skip
CLOSINGS = (" gracias", ", gracias!", " porfa", " por favor", " 🙏", ", mil gracias", " dale?")


def swap_words(text: str, rng: random.Random, rate: float = 0.5) -> str:
    """Replace the interchangeable words of `text`, each with probability `rate`."""

    def other(match: re.Match[str]) -> str:
        word = match.group(1)
        return rng.choice(_OTHERS[word]) if rng.random() < rate else word

    return _WORD.sub(other, text)


def add_courtesy(text: str, rng: random.Random) -> str:
    """Open with a greeting, close with thanks, or both: what is asked stays the same."""
    opened = rng.choice(OPENINGS) + text if rng.random() < 0.6 else text
    return opened.rstrip(".") + rng.choice(CLOSINGS) if opened == text else opened
