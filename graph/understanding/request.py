"""What a shopper asks for, typed: everything that a filter, a sort or a limit can express."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class NumberBound(BaseModel):
    """A bound on an attribute, in its canonical unit."""

    model_config = ConfigDict(frozen=True)

    key: str
    """Payload number: `capacidad_l`."""
    gte: float | None = None
    lte: float | None = None


class Sort(BaseModel):
    """An order asked for: "el más barato", "la más grande"."""

    model_config = ConfigDict(frozen=True)

    key: str
    """`current_cents`, or a payload number."""
    direction: Literal["asc", "desc"]


class SearchRequest(BaseModel):
    """A standalone request: it means the same without the conversation that led to it.

    Names are as the index folds them (`ingest/index/payload.py`); money is in cents.
    """

    model_config = ConfigDict(frozen=True)

    text: str
    """What to search for by meaning and words, constraints taken out; may be empty."""
    terms: tuple[tuple[str, ...], ...] = ()
    """What the text names: each word or phrase with the other names that titles have for it."""
    serves: tuple[str, ...] = ()
    """Names of the products that serve a need told as a story, the aptest first."""
    aptest: int = 0
    """How many of `serves` come first; the others fill up."""
    told: int = 0
    """How many words of the message say something of that need by themselves."""
    story: Literal["no", "maybe", "yes"] = "no"
    """Whether the text tells the need rather than a product; such products' titles tell "maybe"."""
    codes: tuple[str, ...] = ()
    """Product codes that may be in the text: EAN, SKU, model, squeezed."""
    price_min: int | None = None
    price_max: int | None = None
    brands: tuple[str, ...] = ()
    titled_brands: tuple[str, ...] = ()
    """Of the brands, those that titles name where the feed gives another: "Frutigran Granix"."""
    not_brands: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    colors: tuple[str, ...] = ()
    not_colors: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    """Attributes that must be true, or `name=value`."""
    tag_words: tuple[tuple[str, str], ...] = ()
    """Tags with other words that said them, and no attribute's name: titles may say those."""
    not_tags: tuple[str, ...] = ()
    """What must not be said of it: "con palo", when it was asked for "sin palo"."""
    not_words: tuple[str, ...] = ()
    """Title words that must be absent: "que no sea inverter"."""
    titled: tuple[tuple[str, ...], ...] = ()
    """Words of which a title must hold one each: "blanca", where no field tells the colour."""
    numbers: tuple[NumberBound, ...] = ()
    in_stock: bool = False
    stock_untold: bool = False
    """Whether those will do of which the catalog does not say if they are in stock."""
    on_offer: bool = False
    """Sold below its list price: "en oferta"."""
    sort: Sort | None = None
    limit: int | None = None

    @property
    def said_colors(self) -> tuple[str, ...]:
        """The colours without the shades that go with them: "verde", and not "verde oliva" too."""
        return tuple(
            color for color in self.colors
            if " " not in color or not any(color.startswith(f"{one} ") for one in self.colors)
        )  # fmt: skip

    @property
    def words(self) -> str:
        """The text with the other names of what it says: what the index is searched with."""
        said = self.text.split()
        names = [w for term in self.terms for name in term for w in name.split()]
        return " ".join(dict.fromkeys([*said, *names]))
