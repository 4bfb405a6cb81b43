"""Policy documents become passages: one a heading, whatever the format."""

from html import escape
from pathlib import Path

import pytest

from graph.policies.sentences import sentences_of
from graph.retrieval.catalog import source_of
from ingest.errors import SourceError
from ingest.policies import read_passages
from ingest.text import plain

MARKDOWN = """# Envíos

Hacemos envíos a todo el país.

## Envío a domicilio

Tarda de 3 a 5 días.

## Retiro en sucursal

- Es gratis.
"""
HTML = """<!doctype html><html><head><title>Tienda</title><style>p {color: red}</style></head><body>
<nav><a href="/">Inicio</a></nav><h1>Envíos</h1><p>Hacemos envíos a todo el país.</p>
<h2>Envío a domicilio</h2><p>Tarda de <b>3 a 5</b> días.</p>
<h2>Retiro en sucursal</h2><ul><li>Es gratis.</li></ul><script>var x = 1</script></body></html>"""

EXPECTED = {
    "envios": ("Envíos", "Hacemos envíos a todo el país."),
    "envios#envio-a-domicilio": ("Envíos > Envío a domicilio", "Tarda de 3 a 5 días."),
    "envios#retiro-en-sucursal": ("Envíos > Retiro en sucursal", "- Es gratis."),
}


def passages(path: Path) -> dict[str, tuple[str, str]]:
    return {p.id: (p.title, " ".join(p.text.split())) for p in read_passages(path)}


def pdf(*pages: str) -> bytes:
    """Write a PDF of one line a page, as the format's first chapter does."""
    kids = " ".join(f"{3 + 2 * n} 0 R" for n in range(len(pages)))
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    objects = ["<< /Type /Catalog /Pages 2 0 R >>",
               f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>"]  # fmt: skip
    for n, text in enumerate(pages):
        stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET"
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {4 + 2 * n} 0 R "
            f"/Resources << /Font << /F1 {font} >> >> >>",
            f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        ]
    body, offsets = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n".encode("latin-1")
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n"
    return body + f"{end}startxref\n{len(body)}\n%%EOF\n".encode()


def test_markdown(tmp_path):
    (tmp_path / "envios.md").write_text(MARKDOWN, encoding="utf-8-sig")
    assert passages(tmp_path / "envios.md") == EXPECTED


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_html_keeps_its_headings_and_drops_its_scripts(tmp_path, encoding):
    (tmp_path / "envios.html").write_bytes(HTML.encode(encoding))
    found = passages(tmp_path / "envios.html")
    assert {id_: found.get(id_) for id_ in EXPECTED} == EXPECTED
    assert not any("var x" in text or "color" in text for _, text in found.values())


def sentences(path: Path) -> list[str]:
    return [
        sentence for n, passage in enumerate(read_passages(path), 1)
        for sentence in sentences_of(source_of({**passage.model_dump(), "kind": "policy"}, n))
    ]  # fmt: skip


def test_a_table_of_html_keeps_each_cell_with_its_column(tmp_path):
    (tmp_path / "cuotas.html").write_text(
        "<h1>Cuotas</h1><table><tr><th>Tarjeta</th><th>Cuotas</th><th>Mínimo</th></tr>"
        "<tr><td>Visa <b>bancaria</b></td><td>6</td><td>$ 80.000</td></tr>"
        "<tr><td><p>Naranja X</p></td><td>3</td><td>$ 50.000</td></tr></table><p>Sin débito.</p>"
    )
    assert sentences(tmp_path / "cuotas.html") == [
        "Visa bancaria: cuotas 6, mínimo $ 80.000",
        "Naranja X: cuotas 3, mínimo $ 50.000",
        "Sin débito.",
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("md", "- **Rosario**: $ 900. Gratis desde $ 5.000. Tarda un día.\n"
               "- Al resto no. Ni a CABA.\n- Sábados: de 9 a 13. Domingos: cerrado."),
        ("html", "<ul><li><b>Rosario</b>: $ 900. Gratis desde $ 5.000. Tarda un día.</li>"
                 "<li>Al resto no. Ni a CABA.</li>"
                 "<li>Sábados: de 9 a 13. Domingos: cerrado.</li></ul>"),
        ("html", "<ul><li>\n<p>Rosario: $ 900. Gratis desde $ 5.000. Tarda un día.</p></li>"
                 "<li><div><p>Al resto no. Ni a CABA.</p></div></li>"
                 "<li><p>Sábados: de 9 a 13. Domingos: cerrado.</p></li></ul>"),
    ],
)  # fmt: skip
def test_what_a_list_says_of_one_place_is_said_of_it_in_every_sentence(tmp_path, name, text):
    (tmp_path / f"envios.{name}").write_text(text)
    assert sentences(tmp_path / f"envios.{name}") == [
        "Rosario: $ 900.", "Rosario: Gratis desde $ 5.000.", "Rosario: Tarda un día.",
        "Al resto no.", "Ni a CABA.", "Sábados: de 9 a 13.", "Domingos: cerrado.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "table",
    [
        "<table><tr><td><h2>Envíos</h2><p>Gratis.</p></td><td>Inicio</td></tr></table>",
        "<table><tr><th>Zona</th><th>Costo</th></tr><tr><td rowspan=2>Sur</td><td>$ 5</td></tr>"
        "<tr><td>$ 7</td></tr></table>",
        "<table><tr><td><table><tr><td>a</td><td>b</td></tr></table></td><td>c</td></tr></table>",
        "<table><tr><td>Una sola celda.</td></tr></table>",
        "<table></table>",
    ],
)
def test_a_table_that_lays_out_or_spans_gets_no_columns(tmp_path, table):
    (tmp_path / "envios.html").write_text(f"<h1>Envíos</h1>{table}<p>A todo el país.</p>")
    assert "|--" not in "".join(p.text for p in read_passages(tmp_path / "envios.html"))
    assert "A todo el país." in sentences(tmp_path / "envios.html")


def test_pdf(tmp_path):
    (tmp_path / "envios.pdf").write_bytes(pdf("Hacemos envíos a todo el país.", "Tarda 5 días."))
    (passage,) = read_passages(tmp_path / "envios.pdf")
    assert passage.id == passage.title == "envios"
    assert " ".join(passage.text.split()) == "Hacemos envíos a todo el país. Tarda 5 días."


def test_a_long_section_is_cut_and_every_piece_has_its_own_id(tmp_path):
    (tmp_path / "legal.md").write_text("# Legal\n\n" + "Una cláusula larga del contrato. " * 200)
    found = list(read_passages(tmp_path / "legal.md"))
    assert [p.id for p in found] == ["legal", *(f"legal#{n}" for n in range(2, len(found) + 1))]
    assert len(found) > 3


@pytest.mark.parametrize("name", ["missing.md", "broken.pdf", "missing.html"])
def test_what_cannot_be_read_is_told(tmp_path, name):
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 nothing more")
    with pytest.raises(SourceError, match=name):
        list(read_passages(tmp_path / name))


@pytest.mark.parametrize("suffix", ["md", "html"])
def test_addresses_of_mail_telephone_and_web_stay_as_written(tmp_path, suffix):
    markdown = (
        "Escribinos a <ventas@tienda.com.ar>, a <mailto:juan@tienda.com> o <tel:+5493415550000>, "
        "o entrá a <https://tienda.com/envios?zona=1&region=2&reg=3&copy=4>."
    )
    text = markdown if suffix == "md" else f"<p>{escape(markdown)}</p>"
    (tmp_path / f"contacto.{suffix}").write_text(text)
    assert passages(tmp_path / f"contacto.{suffix}")["contacto"][1] == markdown


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Corte &amp; Confección", "Corte & Confección"),
        ("Corte &amp Confección", "Corte & Confección"),
        ("caf&eacute; &#8217;n&#x27;", "café ’n'"),
        ("?a=1&amp;region=2", "?a=1&region=2"),
        ("?a=1&region=2", "?a=1&region=2"),
        ("R&D; AT&T, &nada; &notit; &", "R&D; AT&T, &nada; &notit; &"),
        ("<b>hola</b><o:p></o:p><my-tag x=1/>", "hola"),
        ("&lt;script&gt;x&lt;/script&gt;", "x"),
        ("<img@x.com onclick=y>hola", "hola"),
        ("2 < 3 y 4 > 1", "2 < 3 y 4 > 1"),
    ],
)
def test_markup_is_read_as_browsers_read_it_and_addresses_as_people_do(written, read):
    assert plain(written) == read
