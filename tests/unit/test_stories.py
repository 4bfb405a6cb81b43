"""A story that no pattern knows is served by what serves its like."""

import tomllib

import pytest

import graph.retrieval.stories as module
from graph.retrieval.serving import told_alike
from graph.retrieval.stories import Stories, nearest
from graph.understanding.request import SearchRequest
from ingest.units import fold
from tests.fakes.embedder import WordEmbedder

TOLD = [
    told for file in sorted(module.TOLD.glob("*.toml"))
    for told in tomllib.loads(file.read_text())["stories"].items()
]  # fmt: skip


async def test_a_story_of_the_file_is_its_own_like():
    stories = Stories(WordEmbedder())
    cosine, names = (await stories.alike("Se me cae el pelo"))[0]
    assert cosine == pytest.approx(1.0 + module.WORDS, abs=1e-3)
    assert "shampoo anticaida" in names


async def test_a_longer_telling_is_known_by_the_words_that_it_shares():
    told = "Hace días que los mosquitos del patio no nos dejan dormir"
    stories = Stories(WordEmbedder())
    assert any("repelente" in names for _, names in await stories.alike(told))
    apart = "hace días que la verdad no me dejan en paz, qué fastidio"
    assert not any("repelente" in names for _, names in await stories.alike(apart))


async def test_a_story_is_not_surely_meant_by_who_says_few_of_its_words():
    class Recording(WordEmbedder):
        def embed_queries(self, texts):
            asked.extend(texts)
            return super().embed_queries(texts)

    stories, asked = Stories(Recording()), []
    await stories.alike("se me cae el pelo", module.CERTAIN)
    assert "se me cae el pelo" in asked
    apart = "me hablan de neutrinos y de silogismos"
    assert await stories.alike(apart, module.CERTAIN) == []
    assert apart not in asked  # no vector could tell otherwise
    await stories.alike(apart)
    assert apart in asked


async def test_a_message_that_shares_much_with_a_story_is_embedded_while_it_is_read():
    stories = Stories(WordEmbedder())
    queries = stories._queries
    await stories.expect("se me cae el pelo")
    assert not queries._kept  # nothing is read yet to tell by
    await stories.alike("se me tapo la pileta de la cocina")
    await stories.expect("se me cae el pelo")
    assert "se me cae el pelo" in queries._kept
    await stories.expect("me fascinan los neutrinos")  # tells, and shares no word
    await stories.expect("shampoo")
    assert not {"me fascinan los neutrinos", "shampoo"} & queries._kept.keys()


async def test_what_tells_no_story_is_not_compared():
    stories = Stories(WordEmbedder())
    assert await stories.alike("helicópteros") == []
    assert stories._loading is None  # and nothing was embedded for it


async def test_a_story_without_the_usual_words_is_known_by_its_length():
    ways = [way for _, ways in TOLD for way in ways]
    told = next(w for w in ways if len(w.split()) >= 8 and not module._TELLS.search(fold(w)))
    cosine, _ = (await Stories(WordEmbedder()).alike(told))[0]
    assert cosine == pytest.approx(1.0 + module.WORDS, abs=1e-3)
    assert await Stories(WordEmbedder()).alike("cera para el parquet opaco") == []
    assert await Stories(WordEmbedder()).alike("cera de 2 litros para el parquet de la sala") == []


async def test_things_that_are_counted_are_no_story_however_long_the_list():
    cement = "necesito diez bolsas de cemento para la medianera y una de cal"
    assert await Stories(WordEmbedder()).alike(cement, 0.0) == []
    asked = "diez bolsas de hielo, el veterinario guarda vacunas en una conservadora con hielo"
    assert await Stories(WordEmbedder()).alike(asked, 0.0) == []
    told = asked.replace("diez bolsas", "bolsas")
    assert await Stories(WordEmbedder()).alike(told, 0.0) != []


async def test_a_ramble_is_known_by_the_clause_that_tells():
    told = "buenas, perdona la hora, te cuento: los mosquitos no me dejan dormir, y mañana madrugo"
    padding = "porque hoy trabajé hasta tarde en la oficina de mi hermano"
    (first, names), *_ = await Stories(WordEmbedder()).alike(f"{told} {padding}")
    assert "repelente" in names
    # As if nothing else were said, but for what a clause counts less.
    assert first == pytest.approx(1.0 + module.WORDS - module.LESS_ALONE, abs=1e-3)


def test_a_story_s_words_are_no_brand():
    request = SearchRequest(text="raspo rodilla nene", brands=("el nene",))
    told = told_alike(request, [(0.9, ("curitas",)), (0.85, ("alcohol",))])
    assert told.brands == ()
    assert told.serves[0] == "curitas"
    assert "apositos" in told.serves[: told.aptest]  # what titles call them
    assert "alcohol" in told.serves[told.aptest :]


def test_of_the_stories_alike_those_count_that_are_about_as_near_as_the_first():
    alike = [(1.1, ("velas",)), (1.05, ("linterna",)), (0.9, ("pilas",))]
    assert nearest(alike) == alike[:2]


def test_every_story_tells_something_and_names_what_serves():
    for names, ways in TOLD:
        assert all(name.strip() for name in names.split(",")), names
        assert ways == list(dict.fromkeys(ways)), names
        assert all(way.strip() for way in ways), names


async def test_stories_are_embedded_once_for_a_cache_even_a_spoiled_one(tmp_path):
    class Counting(WordEmbedder):
        embedded = 0

        def embed_queries(self, texts):
            Counting.embedded += len(texts)
            return super().embed_queries(texts)

    async def ask():
        Counting.embedded = 0
        alike = await Stories(Counting(), tmp_path).alike("se me tapo la pileta de la cocina")
        return Counting.embedded, alike

    first, alike = await ask()
    again, same = await ask()
    assert (again, same) == (1, alike)  # the message alone
    (kept,) = tmp_path.glob("stories-*.npy")
    kept.write_bytes(kept.read_bytes()[:100])
    assert await ask() == (first, alike)
