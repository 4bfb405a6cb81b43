"""What is taken out of a text, and what of a catalog must survive."""

import json

import pytest

from app.tracing.personal_data import cuit, luhn, redact
from tests.unit.test_readme import ROOT


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("mi dni es 30123456", "mi dni es [dni]"),
        ("DNI: 4.567.890", "DNI: [dni]"),
        ("soy Ana, 30.123.456", "soy Ana, [dni]"),
        ("facturame al 20-12345678-6", "facturame al [cuit]"),
        ("27123456780 es mi cuil", "[cuit] es mi cuil"),
        ("la visa 4509 9535 6623 3704", "la visa [tarjeta]"),
        ("4509953566233704", "[tarjeta]"),
        ("escribime a ana.perez+x@mail.com.ar", "escribime a [email]"),
        ("llamame al 1155443322", "llamame al [teléfono]"),
        ("wsp 3415551234", "wsp [teléfono]"),
        ("+54 9 11 5544-3322", "[teléfono]"),
        ("+5491155443322", "[teléfono]"),
        ("011 15 5544-3322", "[teléfono]"),
        ("(0341) 155-123456", "[teléfono]"),
        ("2964 15-412345", "[teléfono]"),
        ("15-5544-3322", "[teléfono]"),
        ("vivo en Av. Rivadavia 1234 3º B", "[domicilio]"),
        ("es calle 9 de Julio 456, piso 2 depto C", "es [domicilio]"),
        ("calle 50 nro 1234", "[domicilio]"),
        ("envíenlo a belgrano 1450", "[domicilio]"),
        ("paso por Cabildo 2040 5° A", "paso por [domicilio]"),
    ],
)
def test_personal_data_is_replaced_by_its_kind(said, told):
    assert redact(said) == told


@pytest.mark.parametrize(
    "text",
    [
        "$ 1.181.499 (antes $ 1.389.999)", "hasta 12.500.000", "tengo 15.000.000 de presupuesto",
        "sale 11.234.567", "pedido 12.345.678", "mi pedido es el 30123456", "orden #1155443322",
        "7790895000782", "EAN 7791234567898", "SM-A155M 128 GB", "WRM45AKDWC 375 L", "DCD776C2",
        "20-12345678-5", "4509 9535 6623 3705", "imei 356938035643809", "2026-11-28 08:30",
        "zapatillas de calle nike air max 270", "batería de 40 minutos, gira 360° y crece",
        "costo de envío a CP 5000", "12 cuotas de 98.458", "talle 42 y 43, 2 unidades",
    ],
)  # fmt: skip
def test_prices_models_codes_and_orders_survive(text):
    assert redact(text) == text


def test_the_demo_catalog_survives_whole():
    lines = [
        line
        for path in sorted((ROOT / "data" / "store" / "products").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    assert lines
    strings = [v for line in lines for v in json.loads(line).values() if isinstance(v, str)]
    assert [text for text in strings if redact(text) != text] == []


def test_check_digits():
    assert luhn("4509953566233704")
    assert not luhn("4509953566233705")
    assert cuit("20-12345678-6")
    assert not cuit("20-12345678-5")
