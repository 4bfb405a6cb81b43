"""What a store sells and says: products with Google Merchant's field names, policy passages."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from ingest.money import Money, MoneyField
from ingest.sale_dates import is_on_sale, is_over

Availability = Literal["in_stock", "out_of_stock", "preorder", "backorder", "unknown"]
MAY_BE_HAD: tuple[Availability, ...] = ("in_stock", "unknown")
"""In stock as far as the catalog says."""
SALE_ABOVE_PRICE = "sale_above_price"
"""Type of the error of a sale price that is none."""


class Measure(BaseModel):
    """A number with its unit, as the feed gives it: 364 l, 1.5 kg."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    value: float
    unit: str


def _code(value: Any) -> Any:
    """Keep an integer that no index holds as the text it is: a code, a series."""
    return str(value) if isinstance(value, int) and value.bit_length() > 63 else value


AttributeValue = Annotated[bool | int | float | Measure | list[str] | str, BeforeValidator(_code)]


def _attributes(value: Any) -> Any:
    """Accept Merchant's `product_detail` list too: [{"name", "value", "unit"?}]."""
    if not isinstance(value, list):
        return value or {}
    try:
        return {
            row["name"]: {"value": row["value"], "unit": row["unit"]}
            if row.get("unit")
            else row["value"]
            for row in value
        }
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("a list of {name, value, unit?} is expected") from error


class Product(BaseModel):
    """One sellable variant. Texts are plain (no HTML), prices are taxes included."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", coerce_numbers_to_str=True, str_strip_whitespace=True,
        allow_inf_nan=False,
    )  # fmt: skip

    id: str = Field(min_length=1, max_length=128)
    title: str = Field(min_length=1, max_length=500)
    description: str = Field(default="", max_length=20_000)
    brand: str = ""
    product_type: str = ""
    """`Rubro > Familia > Tipo`."""
    price: MoneyField
    sale_price: MoneyField | None = None
    sale_price_effective_date: str = ""
    """When the sale price holds; of one that is over, nothing is kept."""
    availability: Availability = "unknown"
    """What neither it nor the quantity tells is not known, and is not told."""
    quantity: int | None = Field(default=None, ge=0, le=10**9)
    link: str = ""
    image_link: str = ""
    gtin: str = ""
    mpn: str = ""
    item_group_id: str = ""
    color: str = ""
    size: str = ""
    material: str = ""
    attributes: Annotated[dict[str, AttributeValue], BeforeValidator(_attributes)] = {}
    updated_at: datetime | None = None

    @property
    def current_price(self) -> Money:
        """What the shopper pays at this moment: the sale price while it holds."""
        return self.sale_now or self.price

    @property
    def sale_now(self) -> Money | None:
        """The sale price, if it holds at this moment."""
        holds = is_on_sale(self.sale_price_effective_date, datetime.now(UTC))
        return self.sale_price if holds else None

    @model_validator(mode="after")
    def _consistent(self) -> "Product":
        if not self.sale_price or is_over(self.sale_price_effective_date, datetime.now(UTC)):
            object.__setattr__(self, "sale_price", None)
            object.__setattr__(self, "sale_price_effective_date", "")
        if self.sale_price and self.sale_price.cents > self.price.cents:
            raise PydanticCustomError(SALE_ABOVE_PRICE, "sale_price is higher than price")
        if self.quantity == 0 and self.availability in MAY_BE_HAD:
            object.__setattr__(self, "availability", "out_of_stock")  # nothing is left to sell
        elif self.quantity and self.availability == "unknown":
            object.__setattr__(self, "availability", "in_stock")
        if self.updated_at and self.updated_at.tzinfo is None:
            object.__setattr__(self, "updated_at", self.updated_at.replace(tzinfo=UTC))
        return self


class Passage(BaseModel):
    """A piece of a policy document that can be read, and cited, alone."""

    model_config = ConfigDict(frozen=True)

    id: str
    """`envios#envio-a-domicilio`: document and slug of the heading."""
    title: str
    """The heading path: `Envíos > Envío a domicilio`."""
    text: str
    link: str = ""
    updated_at: datetime | None = None
