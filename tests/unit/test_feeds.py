"""Feeds of every format and encoding read as the same products; bad rows are told, never fatal."""

import gzip
import json
import os
import sqlite3
import threading
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import polars
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.errors import SourceError
from ingest.feeds.products import Ignored, Mapping, Rejected, read_mapping, read_products
from ingest.feeds.rows import read_rows
from ingest.product import Product
from ingest.sale_dates import is_on_sale
from ingest.sources import Source
from ingest.sync.plan import entry

ROWS = [
    ("A1", "Heladera Ártica 300 L", "$ 1.299.999,50", "in stock"),
    ("A2", "Pava eléctrica Ñandú", "899999.00 ARS", "out of stock"),
    ("A3", "Mate de algarrobo", "1234,5", "in_stock"),
]
COLUMNS = ("id", "title", "price", "availability")
CENTS = {"A1": 129999950, "A2": 89999900, "A3": 123450}


def table(delimiter: str) -> str:
    lines = [COLUMNS, *(tuple(f'"{v}"' for v in row) for row in ROWS)]
    return "".join(delimiter.join(line) + "\n" for line in lines)


def element(tag: str, extra: str = "") -> str:
    fields = [
        "".join(f"<g:{c}>{v}</g:{c}>" for c, v in zip(COLUMNS, row, strict=True)) for row in ROWS
    ]
    return "".join(f"<{tag}>{extra}{field}</{tag}>" for field in fields)


G = 'xmlns:g="http://base.google.com/ns/1.0"'
RSS = f'<?xml version="1.0"?><rss version="2.0" {G}><channel>{element("item")}</channel></rss>'
ATOM = (
    f'<feed xmlns="http://www.w3.org/2005/Atom" {G}>'
    + element("entry", "<id>tag:store,2026:x</id><title>Otro</title><link href='https://x/1'/>")
    + "</feed>"
)
OBJECTS = [dict(zip(COLUMNS, row, strict=True)) for row in ROWS]
JSONL = "\n".join(json.dumps(o, ensure_ascii=False) for o in OBJECTS)

FEEDS = {
    "utf8.csv": table(",").encode(),
    "bom.csv": b"\xef\xbb\xbf" + table(",").encode(),
    "latin1.csv": table(",").encode("latin-1"),
    "utf16.csv": table(",").encode("utf-16"),
    "semicolons.csv": table(";").encode(),
    "crlf.csv": table(",").replace("\n", "\r\n").encode(),
    "feed.tsv": table("\t").encode(),
    "feed.csv.gz": gzip.compress(table(",").encode()),
    "feed.xml": RSS.encode(),
    "atom.xml": ATOM.encode(),
    "feed.jsonl": JSONL.encode(),
    "array.json": json.dumps(OBJECTS).encode(),
    # Names that tell nothing: the content does.
    "feed1": RSS.encode(),
    "feed2": JSONL.encode(),
    "feed3": table(";").encode(),
    "feed4": table("\t").encode("utf-16"),
}  # fmt: skip


def cents(source: str, **options) -> dict[str, int]:
    items = list(Source(source, **options).items())
    assert not [i for i in items if isinstance(i, Rejected)]
    assert [i.title for i in items] == [row[1] for row in ROWS]
    assert [i.availability for i in items] == ["in_stock", "out_of_stock", "in_stock"]
    return {i.id: i.price.cents for i in items}


@pytest.mark.parametrize("name", FEEDS)
def test_every_format_and_encoding_reads_the_same(tmp_path, name):
    (tmp_path / name).write_bytes(FEEDS[name])
    assert cents(str(tmp_path / name)) == CENTS


def test_parquet_reads_the_same(tmp_path):
    frame = polars.DataFrame(ROWS, schema=list(COLUMNS), orient="row")
    frame.write_parquet(tmp_path / "feed.parquet")
    frame.write_parquet(tmp_path / "feed")
    assert cents(str(tmp_path / "feed.parquet")) == cents(str(tmp_path / "feed")) == CENTS


def test_a_query_reads_the_same(tmp_path):
    with sqlite3.connect(tmp_path / "store.db") as database:
        database.execute("create table products (id, title, price, availability)")
        database.executemany("insert into products values (?, ?, ?, ?)", ROWS)
    database.close()
    url = f"sqlite:///{tmp_path / 'store.db'}"
    assert cents(url, query="select * from products") == CENTS
    with pytest.raises(SourceError, match="--query"):
        cents(url)
    with pytest.raises(SourceError, match="the query failed"):
        cents(url, query="select * from nothing")


def test_bad_rows_are_told_with_row_field_and_reason(tmp_path):
    (tmp_path / "feed.csv").write_text(
        "id,title,price,availability,quantity\n"
        "B1,Bien,100,in stock,3\n"
        "B1,Repetido,100,in stock,3\n"
        "B2,Negativo,-5,in stock,3\n"
        "B3,Moneda,5 XYZ,in stock,3\n"
        ",Sin id,5,in stock,3\n"
        "   ,Id en blanco,5,in stock,3\n"
        "B4,,5,in stock,3\n"
        "B5,Sin precio,,in stock,3\n"
        "B6,<b>HTML</b> &amp; compañía,5,in stock,3\n"
        "B7,Cantidad,5,in stock,-3\n"
        "B8,Disponibilidad,5,quizás,3\n"
        "B9,Coma, suelta,5,in stock,3\n"
        "B10,De menos\n"
    )
    items = list(Source(str(tmp_path / "feed.csv")).items())
    assert [(i.row, i.field) for i in items if isinstance(i, Rejected)] == [
        (2, "id"), (3, "price"), (4, "price"), (5, "id"), (6, "id"), (7, "title"), (8, "price"),
        (10, "quantity"), (11, "availability"), (12, ""), (13, "price"),
    ]  # fmt: skip
    assert all(i.reason for i in items if isinstance(i, Rejected))
    assert [i.title for i in items if isinstance(i, Product)] == ["Bien", "HTML & compañía"]


def test_a_megabyte_of_description_is_cut():
    row = {"id": "A", "title": "T", "price": 1, "description": "<p>a" * 300_000}
    (product,) = read_products([row], Mapping())
    assert isinstance(product, Product)
    assert len(product.description) <= 20_000


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("feed.parquet", b"broken", "Parquet file is broken"),
        ("feed.xml", b"<rss><item>", "XML is broken"),
        ("feed.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><rss/>', "refused"),
        ("feed.csv.gz", gzip.compress(b"id,title\n" * 99)[:-9], "gzip"),
        ("array.json", b'[{"id": 1}', "JSON is broken"),
        ("feed", b"nothing of the kind", "--format"),
    ],
)
def test_an_unreadable_source_is_one_clear_error(tmp_path, name, content, reason):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError, match=reason):
        list(read_rows(str(tmp_path / name)))


def test_a_pipe_reads_the_same(tmp_path):
    pipe = tmp_path / "feed.jsonl"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(JSONL.encode(),))
    writer.start()
    assert cents(str(pipe)) == CENTS
    writer.join()


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_letters_across_the_pieces_that_are_read_stay_whole(tmp_path, monkeypatch, encoding):
    monkeypatch.setattr("ingest.feeds.opened.PIECE", 1)
    text = "id,title\n" + "".join(f"P{n},Ñandú número {n}\n" for n in range(300))
    (tmp_path / "feed.csv").write_bytes(text.encode(encoding))
    assert {row["title"] for row in read_rows(str(tmp_path / "feed.csv"))} == {
        f"Ñandú número {n}" for n in range(300)
    }


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_cut_feed_in_utf_16_without_a_bom_is_read_as_far_as_it_goes(tmp_path, encoding):
    rows = [f"P{n},Ñandú {n}\n" for n in range(300)]
    (tmp_path / "feed.csv").write_bytes(("id,title\n" + "".join(rows)).encode(encoding)[:-1])
    read = [row["id"] for row in read_rows(str(tmp_path / "feed.csv")) if "title" in row]
    assert read == [f"P{n}" for n in range(300)]


def test_rows_of_xml_that_were_read_are_let_go(tmp_path):
    def peak(rows: int) -> int:
        item = "<item><g:id>P</g:id><title>Ñandú</title></item>\n"
        feed = tmp_path / "feed.xml"
        feed.write_text(RSS.partition("<item>")[0] + item * rows + "</channel></rss>")
        tracemalloc.start()
        assert sum(1 for _ in read_rows(str(feed))) == rows
        told = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return told

    assert peak(20_000) < peak(5_000) + 500_000


def test_a_feed_that_is_written_to_meanwhile_is_told(tmp_path):
    feed = tmp_path / "feed.jsonl"
    feed.write_text(JSONL)
    rows = read_rows(str(feed))
    next(rows)
    with feed.open("a") as file:
        file.write(JSONL)
    with pytest.raises(SourceError, match="while it was read"):
        list(rows)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)  # fmt: skip
FIELDS = sorted(Product.model_fields)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.fixed_dictionaries(
        {"id": st.just("A") | JSON, "title": st.just("T") | JSON, "price": st.just("1") | JSON},
        optional={name: JSON for name in FIELDS if name not in ("id", "title", "price")},
    )
)
def test_no_row_whatever_stops_the_job(row):
    (item,) = read_products([row], Mapping())
    if isinstance(item, Product):
        assert json.dumps(entry(item, "e").payload, allow_nan=False).encode()
        assert item.price.cents < 2**63


def test_an_attribute_of_more_digits_than_an_index_holds_is_a_text():
    code = 123456789012345678901
    row = {"id": "A", "title": "T", "price": "1", "attributes": {"serie": code, "año": 2026}}
    (item,) = read_products([row], Mapping())
    assert isinstance(item, Product)
    assert item.attributes == {"serie": str(code), "año": 2026}
    assert entry(item, "words-1").payload["attributes"]["serie"] == str(code)


def test_a_mapping_names_fields_that_exist(tmp_path):
    (tmp_path / "m.yaml").write_text("fields: {id: sku, tittle: nombre}\n")
    with pytest.raises(SourceError, match="tittle"):
        read_mapping(tmp_path / "m.yaml")
    mapping = read_mapping(Path(__file__).parents[2] / "examples" / "sepa.yaml")
    row = {"id_producto": "7", "nombre": "Yerba 1 kg", "precio_mediano": "99.5", "marca": "M",
           "categoria": "Almacén", "subcategoria": "Yerbas", "presentacion": "1.0 kg"}  # fmt: skip
    (product,) = read_products([row], mapping)
    assert product.product_type == "Almacén > Yerbas"
    assert product.attributes == {"contenido": "1.0 kg"}


def test_a_mapping_that_is_not_there_is_no_wrong_mapping(tmp_path):
    with pytest.raises(SourceError, match=r"cannot read .*m\.yaml: No such file"):
        read_mapping(tmp_path / "m.yaml")


@pytest.mark.parametrize(
    ("dates", "current"),
    [
        ("", 80),
        ("2020-01-01T00:00-0300/2999-12-15T23:59-0300", 80),
        ("2020-01-01/2999-12-15", 80),
        ("2020-01-01T00:00-0300/2020-12-15T23:59-0300", 100),
        ("2999-01-01 / 2999-12-15", 100),
    ],
)
def test_a_sale_outside_its_dates_is_none(dates, current):
    row = {"id": "A", "title": "T", "price": "100 ARS", "sale_price": "80 ARS",
           "sale_price_effective_date": dates}  # fmt: skip
    (product,) = read_products([row], Mapping())
    assert isinstance(product, Product)
    assert product.current_price.cents == 100 * current


def test_a_sale_above_the_price_is_told_and_leaves_the_product_at_its_price():
    row = {"id": "A", "title": "T", "price": "100 ARS", "sale_price": "120 ARS"}
    ignored, product = read_products([row], Mapping())
    assert isinstance(ignored, Ignored)
    assert (ignored.row, ignored.field) == (1, "sale_price")
    assert (product.current_price.cents, product.sale_price) == (100_00, None)


def test_a_sale_above_the_price_excuses_nothing_else_of_its_row():
    row = {"id": "A", "title": "T", "price": "-1 ARS", "sale_price": "120 ARS"}
    (rejected,) = read_products([row], Mapping())
    assert (type(rejected), rejected.field) == (Rejected, "price")


@pytest.mark.parametrize("dates", ["hasta el lunes", "2026-01-01", "2026-01-01/ayer", "/"])
def test_dates_of_a_sale_that_cannot_be_read_reject_the_row(dates):
    row = {"id": "A", "title": "T", "price": "100 ARS", "sale_price": "80 ARS",
           "sale_price_effective_date": dates}  # fmt: skip
    (rejected,) = read_products([row], Mapping())
    assert isinstance(rejected, Rejected)
    assert "no two dates" in rejected.reason


def test_a_sale_of_a_whole_day_goes_on_until_it_ends():
    def at(hour: str) -> datetime:
        return datetime.fromisoformat(hour).astimezone()

    assert is_on_sale("2026-12-01/2026-12-15", at("2026-12-15T23:59:00"))
    assert not is_on_sale("2026-12-01/2026-12-15", at("2026-12-16T00:00:00"))
    assert not is_on_sale("2026-12-01T12:00/2026-12-15T12:00", at("2026-12-15T12:01:00"))
    assert is_on_sale("0001-01-01/9999-12-31", at("2026-12-15T12:01:00"))  # since and for ever


def test_the_version_of_the_file_dates_what_has_no_date(tmp_path):
    (tmp_path / "f.jsonl").write_text(
        '{"id": "A", "title": "T", "price": 1}\n'
        '{"id": "B", "title": "T", "price": 1, "updated_at": "2026-01-01T00:00:00Z"}\n'
    )
    version = datetime(2026, 3, 1, tzinfo=UTC)
    dated = {p.id: p.updated_at for p in Source(str(tmp_path / "f.jsonl"), version=version).items()}
    assert dated == {"A": version, "B": datetime(2026, 1, 1, tzinfo=UTC)}


def test_documents_that_differ_by_suffix_or_folder_are_all_read(tmp_path):
    folder = tmp_path / "policies"
    (folder / "locales").mkdir(parents=True)
    names = ("envios.md", "envios.html", "envios.viejos.md", "cambios.md", "locales/cambios.md")
    for name in names:
        (folder / name).write_text(f"Texto de {name}.")
    passages = {p.id: p.text for p in Source(str(tmp_path)).items()}
    assert passages == {
        "envios.md": "Texto de envios.md.",
        "envios.html": "Texto de envios.html.",
        "envios.viejos": "Texto de envios.viejos.md.",
        "cambios": "Texto de cambios.md.",
        "locales/cambios": "Texto de locales/cambios.md.",
    }
    for name in ("envios.html", "cambios.md", "locales/cambios.md"):
        alone = Source(str(folder / name))
        (passage,) = alone.items()
        assert [id_ for id_ in passages if alone.speaks_for("policy", id_)] == [passage.id]


def test_of_what_a_source_speaks(tmp_path):
    (tmp_path / "envios.md").write_text("# Envíos\n\nTardan 3 días.\n")
    feed, document = Source("feed.csv"), Source(str(tmp_path / "envios.md"))
    assert feed.speaks_for("product", "A")
    assert not feed.speaks_for("policy", "envios")
    assert document.speaks_for("policy", "envios#interior")
    assert not document.speaks_for("policy", "envios-gratis")
    assert not document.speaks_for("product", "A")
    assert Source(str(tmp_path)).speaks_for("policy", "envios")


def test_a_mapping_without_fields_keeps_merchants_columns(tmp_path):
    (tmp_path / "m.yaml").write_text("attributes: {cuerdas: Cuerdas}\ndefaults: {brand: Kala}")
    mapping = read_mapping(tmp_path / "m.yaml")
    row = {"id": "u1", "title": "Ukelele", "price": "9000 ARS", "Cuerdas": "4"}
    assert mapping.apply(row) == {
        "id": "u1", "title": "Ukelele", "price": "9000 ARS", "brand": "Kala",
        "attributes": {"cuerdas": "4"},
    }  # fmt: skip


def test_attributes_that_say_yes_or_no_are_booleans_in_every_format(tmp_path):
    (tmp_path / "m.yaml").write_text(
        "attributes: {riego: riego, apta_mascotas: apta, flor: flor, "
        "exterior: exterior, luz: luz}\n"
    )
    (tmp_path / "f.csv").write_text(
        "id,title,price,brand,riego,apta,flor,exterior,luz\n"
        "A,No,1,NO,SI,No, Sí ,FALSO,Sin sol\nB,Sí,1,Si,goteo,consultar,,no,no va\n"
    )
    csv, mixed = Source(str(tmp_path / "f.csv"), read_mapping(tmp_path / "m.yaml")).items()
    held = {
        "riego": True,
        "apta mascotas": False,
        "flor": True,
        "exterior": False,
        "luz": "Sin sol",
    }
    assert (csv.title, csv.brand, csv.attributes) == ("No", "NO", held)
    other = {"riego": "goteo", "apta mascotas": "consultar", "exterior": False, "luz": "no va"}
    assert (mixed.title, mixed.attributes) == ("Sí", other)
    told = {
        "riego": "si", "apta_mascotas": "no", "flor": "Verdadero", "exterior": "false",
        "luz": "Sin sol",
    }  # fmt: skip
    (tmp_path / "f.jsonl").write_text(
        json.dumps({"id": "A", "title": "No", "price": 1, "attributes": told})
    )
    details = "".join(
        f"<g:product_detail><g:attribute_name>{n}</g:attribute_name>"
        f"<g:attribute_value>{v}</g:attribute_value></g:product_detail>"
        for n, v in told.items()
    )
    fields = "<g:id>A</g:id><g:title>No</g:title><g:price>1</g:price>"
    (tmp_path / "f.xml").write_text(f"<rss {G}><item>{fields}{details}</item></rss>")
    for name in ("f.jsonl", "f.xml"):
        (product,) = Source(str(tmp_path / name)).items()
        assert (product.title, product.attributes) == ("No", held)


def test_a_template_of_empty_cells_gives_no_value():
    mapping = Mapping(
        {"title": "{nombre} {talle}", "brand": "Casa {marca}", "product_type": "{a} > {b}"},
        {"alto": "{alto cm} cm", "medida": "{alto cm} x {ancho} cm"},
    )
    row = {"nombre": "Maceta", "marca": " ", "a": "Jardín", "alto cm": None, "ancho": "9"}
    assert mapping.apply(row) == {"title": "Maceta", "product_type": "Jardín"}
    assert mapping.apply({"alto cm": 0, "ancho": 9})["attributes"] == {
        "alto": "0 cm", "medida": "0 x 9 cm",
    }  # fmt: skip


def test_a_mapping_has_no_other_sections(tmp_path):
    (tmp_path / "m.yaml").write_text("field: {id: sku}\nattributes: {luz: luz}\n")
    with pytest.raises(SourceError, match=r"lacks: field \(it has fields, attributes, defaults"):
        read_mapping(tmp_path / "m.yaml")


def test_a_field_of_several_elements_is_told_and_may_be_kept(tmp_path):
    plan = "<g:installment><g:months>6</g:months><g:amount>50 ARS</g:amount></g:installment>"
    (tmp_path / "feed.xml").write_text(RSS.replace("</item>", f"{plan}</item>"))
    source = Source(str(tmp_path / "feed.xml"))
    assert all(isinstance(item, Product) for item in source.items())
    assert [*source.unread] == ["installment"]
    kept = Source(str(tmp_path / "feed.xml"), Mapping(attributes={"cuotas": "installment"}))
    assert next(kept.items()).attributes == {"cuotas": "6:50 ARS"}


def test_columns_that_a_mapping_names_and_no_row_has_are_told(tmp_path):
    (tmp_path / "f.csv").write_text("sku,nombre,precio,ancho,luz\n1,Mate,9,3,\n2,Pava,9,3,sol\n")
    mapping = Mapping(
        {"id": "sku", "title": "nombre", "price": "precio", "brand": "marca"},
        {"luz": "luz", "medida": "{alto} x {ancho} cm"},
    )
    source = Source(str(tmp_path / "f.csv"), mapping)
    assert source.absent == []  # nothing was read yet
    assert len(list(source.items())) == 2
    assert source.absent == ["alto", "marca"]


def test_a_column_of_a_template_is_read(tmp_path):
    (tmp_path / "f.csv").write_text("id,title,price,alto,peso\n1,Mate,9,3,4\n")
    source = Source(str(tmp_path / "f.csv"), Mapping(attributes={"alto": "{alto} cm"}))
    (product,) = source.items()
    assert isinstance(product, Product)
    assert (product.attributes, list(source.unread)) == ({"alto": "3 cm"}, ["peso"])


def test_a_column_without_a_name_is_not_read(tmp_path):
    (tmp_path / "f.csv").write_text(",id,title,price\n0,A,Mate,9\n1,B,Pava,9\n")
    assert [p.id for p in Source(str(tmp_path / "f.csv")).items()] == ["A", "B"]
