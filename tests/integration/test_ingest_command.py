"""`dona ingest` and `dona index status` as an operator runs them."""

import csv
import gzip
import json
import sys

import pytest

from app import cli
from tests.fakes.embedder import WordEmbedder

pytestmark = pytest.mark.integration

FEED = "id,title,price\n" + "".join(f"P{n},Producto {n},{n + 1}\n" for n in range(10))


@pytest.fixture
def dona(tmp_path, monkeypatch, capsys):
    """Return a runner of the command line: exit code, stdout, stderr."""
    monkeypatch.setenv("DONA_INDEX__PATH", str(tmp_path / "index"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("DONA_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("app.commands.ingest.build_embedder", lambda settings: WordEmbedder())
    monkeypatch.setattr("graph.retrieval.stories.TOLD", tmp_path / "told")
    (tmp_path / "told").mkdir()
    (tmp_path / "told" / "home.toml").write_text('[stories]\n"cera" = ["el piso está opaco"]\n')
    (tmp_path / "cache").mkdir()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "feed.csv").write_text(FEED)

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["dona", *arguments])
        with pytest.raises(SystemExit) as left:
            cli.main()
        told = capsys.readouterr()
        return int(left.value.code or 0), told.out, told.err

    return run


def test_what_a_server_would_embed_as_it_starts_is_embedded_by_the_first_load(dona, tmp_path):
    dona("ingest", "feed.csv", "--dry-run")
    assert not [*(tmp_path / "cache").iterdir()]
    dona("ingest", "feed.csv")
    (kept,) = (tmp_path / "cache").glob("stories-*.npy")
    stamp = kept.stat().st_mtime_ns
    dona("ingest", "feed.csv")
    assert kept.stat().st_mtime_ns == stamp


def test_loads_and_tells_on_stdout_only_what_was_asked(dona):
    code, out, _ = dona("ingest", "feed.csv", "--json")
    report = json.loads(out)
    assert code == 0
    assert (report["read"], report["embedded"], report["rejected"]) == (10, 10, 0)
    assert {"read", "plan", "embed", "write", "switch"} <= report["seconds"].keys()
    code, out, _ = dona("index", "status", "--json")
    status = json.loads(out)
    assert (status["generation"], status["generations"]) == ("0001", ["0001"])
    assert (status["counts"], status["undated"]) == ({"product": 10, "policy": 0}, 10)


def test_tables_name_every_count_and_stage(dona):
    _, out, _ = dona("ingest", "feed.csv", "--version", "2020-01-01")
    for told in ("payload-only", "unchanged", "rejected", "stale", "embed, s", "passages/s"):
        assert told in out
    _, out, _ = dona("index", "status")
    assert "words-1" in out
    assert "days ago" in out


def test_what_is_unpacked_waits_beside_the_index(dona, tmp_path, monkeypatch):
    (tmp_path / "feed.csv.gz").write_bytes(gzip.compress(FEED.encode()))
    monkeypatch.setattr("ingest.feeds.opened.IN_MEMORY", 1)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "none"))
    code, out, err = dona("ingest", "feed.csv.gz", "--json")
    assert (code, json.loads(out)["read"]) == (0, 10), err
    assert not [path.name for path in (tmp_path / "index").iterdir() if "tmp" in path.name]


def test_the_generation_before_is_told_as_json(dona, tmp_path):
    dona("ingest", "feed.csv")
    (tmp_path / "feed.csv").write_text(FEED.replace("Producto 3", "Otro"))
    dona("ingest", "feed.csv")
    code, out, _ = dona("ingest", "--rollback", "--json")
    assert (code, json.loads(out)) == (0, {"generation": "0001"})


def test_a_dry_run_prints_the_plan_and_changes_nothing(dona, tmp_path):
    code, out, _ = dona("ingest", "feed.csv", "--dry-run")
    assert code == 0
    assert "planned only" in out
    code, _, err = dona("index", "status")
    assert (code, "no index" in err) == (1, True)


def test_rejected_rows_are_written_and_exit_3(dona, tmp_path):
    with (tmp_path / "feed.csv").open("a") as feed:
        feed.write("P1,Repetido,5\nX,Sin precio,\n")
    code, _, err = dona("ingest", "feed.csv", "--rejects", "malas.csv")
    assert code == 3
    assert "2 rows were rejected: see malas.csv" in err
    rows = list(csv.DictReader((tmp_path / "malas.csv").read_text().splitlines()))
    assert [(r["row"], r["field"]) for r in rows] == [("11", "id"), ("12", "price")]
    assert all(r["reason"] for r in rows)


def test_a_row_of_which_a_field_is_ignored_is_loaded_and_told(dona, tmp_path):
    (tmp_path / "sales.csv").write_text("id,title,price,sale_price\nP1,Pava,9,12\nP2,Mate,9,8\n")
    code, out, err = dona("ingest", "sales.csv", "--rejects", "dudas.csv", "--json")
    report = json.loads(out)
    assert code == 0
    assert (report["read"], report["embedded"], report["ignored"]) == (2, 2, 1)
    assert "1 row was read without a field: see dudas.csv" in err
    rows = list(csv.DictReader((tmp_path / "dudas.csv").read_text().splitlines()))
    assert [(r["row"], r["field"]) for r in rows] == [("1", "sale_price")]
    assert "with a field ignored" in dona("ingest", "sales.csv")[1]


def test_a_feed_of_other_columns_says_what_is_wrong(dona, tmp_path):
    (tmp_path / "other.csv").write_text("sku,nombre\n1,Mate\n")
    code, _, err = dona("ingest", "other.csv")
    assert code == 1
    assert "all 1 rows of the source were rejected" in err
    assert "columns that are no field, not read: nombre, sku;" in err
    (written,) = tmp_path.rglob("*.rejected.csv")
    assert "Field required" in written.read_text()
    assert written.name in "".join(err.split())


def test_columns_that_are_no_field_are_told_once_and_a_mapping_keeps_them(dona, tmp_path):
    (tmp_path / "wide.csv").write_text("id,title,price,voltaje,marca\nP1,Pava,9,220 V,Atma\n")
    code, out, err = dona("ingest", "wide.csv", "--json")
    assert (code, json.loads(out)["embedded"]) == (0, 1)
    assert err.count("columns that are no field, not read: marca, voltaje;") == 1
    (tmp_path / "map.yaml").write_text(
        "fields: {id: id, title: title, price: price, brand: marca}\n"
        "attributes: {voltaje: voltaje}\n"
    )
    code, out, err = dona("ingest", "wide.csv", "--mapping", "map.yaml", "--json")
    assert (code, json.loads(out)["embedded"]) == (0, 1)
    assert "not read" not in err
    assert "no row has" not in err
    (tmp_path / "map.yaml").write_text(
        "fields: {id: id, title: title, price: price, brand: brand, color: colour}\n"
    )
    _, _, err = dona("ingest", "wide.csv", "--mapping", "map.yaml", "--json")
    told = "columns that the mapping names and no row has a value of: brand, colour"
    assert " ".join(err.split()).count(told) == 1


def test_policies_of_before_that_stay_beside_a_feed_are_told(dona, tmp_path):
    (tmp_path / "shop" / "products").mkdir(parents=True)
    (tmp_path / "shop" / "policies").mkdir()
    (tmp_path / "shop" / "products" / "feed.csv").write_text(FEED)
    (tmp_path / "shop" / "policies" / "envios.md").write_text("# Envíos\n\nGratis en Rosario.\n")
    assert "stay" not in dona("ingest", "shop")[2]
    _, out, err = dona("ingest", "feed.csv", "--json")
    assert json.loads(out)["kept"] == 1
    assert "1 passages of policies held before stay" in " ".join(err.split())
    assert "stay" not in dona("ingest", "shop")[2]


def test_mass_deletion_and_rollback(dona, tmp_path):
    dona("ingest", "feed.csv")
    (tmp_path / "few.csv").write_text("\n".join(FEED.splitlines()[:4]))
    code, _, err = dona("ingest", "few.csv")
    assert (code, "--allow-mass-delete" in err) == (1, True)
    code, out, _ = dona("ingest", "few.csv", "--allow-mass-delete", "--json")
    assert (code, json.loads(out)["deleted"]) == (0, 7)
    assert dona("ingest", "--rollback")[0] == 0
    assert json.loads(dona("index", "status", "--json")[1])["counts"]["product"] == 10


@pytest.mark.parametrize(
    "arguments",
    [
        ("no.csv",),
        ("http://127.0.0.1:9/feed.xml",),
        ("sqlite:///no.db",),
        ("feed.csv", "--mapping", "no.yaml"),
    ],
)
def test_what_cannot_be_read_is_one_line_and_exit_1(dona, arguments):
    code, out, err = dona("ingest", *arguments)
    assert (code, out) == (1, "")
    assert len([line for line in err.splitlines() if line.strip()]) == 1
    assert "error: " in err


def test_standard_input(dona, monkeypatch, tmp_path):
    with (tmp_path / "feed.csv").open() as feed:
        monkeypatch.setattr(sys, "stdin", feed)
        code, out, _ = dona("ingest", "-", "--json")
    assert (code, json.loads(out)["embedded"]) == (0, 10)
