"""Topics of the texts: what a training keeps, how cables are placed, and what stays the same."""

import json
import sys

import pytest

from flows.cli import run
from pipeline.topics import must_place, place_in_topics
from schemas.tables import TOPIC_TABLES
from warehouse.catch_up import Published
from warehouse.connection import LakeError
from warehouse.publish import publish
from warehouse.topics.model import Model
from warehouse.topics.place import count_unplaced, place_unplaced
from warehouse.topics.train import Training, train

MATTERS = {
    "gas": "pipeline transit compressor gas tariff metering",
    "beef": "beef tariff cattle slaughter inspection hormone",
    "vote": "ballot election turnout candidate precinct recount",
}
TAGS = {"gas": "ENRG", "beef": "EAGR", "vote": "PGOV"}
MODEL = "FROM text_topic_words ORDER BY topic_id, word"


def text(matter, number):
    """Words of a matter; each text lacks another one."""
    words = MATTERS[matter].split()
    del words[number % len(words)]
    return " ".join(words * 2)


@pytest.fixture
def about(cable):
    """Makes some cables about each of some matters."""

    def make(*matters, cables=10, first=1):
        return [
            cable(
                f"06TOKYO{1000 * place + number}",
                date=f"2006-{1 + number % 12:02}-03",
                post="TOKYO",
                tags=[TAGS[matter], {"tag": "OAKAPPLE, JO", "kind": "person", "raw": "x"}],
                paragraphs=[{"text": text(matter, number)}, {"text": "Summary: the Embassy said in March."}],
            )
            for place, matter in enumerate(MATTERS)
            if matter in matters
            for number in range(first, first + cables)
        ]

    return make


def leading(lake):
    """The words that lead each topic that is not retired, by id."""
    rows = lake.connection.execute("SELECT topic_id, words FROM text_topics WHERE NOT is_retired").fetchall()
    return {topic_id: set(words) for topic_id, words in rows}


def topic_of(lake, word):
    (found,) = [topic_id for topic_id, words in leading(lake).items() if word in words]
    return found


def test_topics_are_the_matters(lake, deliver, about, rows):
    deliver(*about(*MATTERS))
    done = train(lake, Training(topics=3))
    assert (done.version, done.topics, done.sampled, done.placed) == (1, 3, 30, 30)
    assert rows("SELECT topic_id, cables, nearest_tags[1] FROM text_topics ORDER BY topic_id") == [
        (topic_of(lake, word), 10, TAGS[matter])
        for word, matter in sorted(
            (("compressor", "gas"), ("cattle", "beef"), ("ballot", "vote")), key=lambda pair: topic_of(lake, pair[0])
        )
    ]
    listed = {word for words in leading(lake).values() for word in words}
    assert not listed & {"embassy", "said", "march", "summary"}
    assert rows("SELECT sum(word_weight)::DECIMAL(9, 3) FROM text_topic_words GROUP BY topic_id") == [(1,)] * 3


def test_a_name_is_made_of_words_and_tags(lake, deliver, cable, rows):
    words = ("ballot ballots turnout recount", "cattle slaughter inspection hormone")
    deliver(*(
        cable(f"06LIMA{number}", tags=["PGOV"] if number % 2 else [], paragraphs=[{"text": words[1 - number % 2]}])
        for number in range(1, 31)
    ))  # fmt: skip
    train(lake, Training(topics=2))
    assert sorted(rows("SELECT topic_name FROM text_topics"), key=lambda row: row[0][0] == "b") == [
        ("cattle, hormone, inspection",),
        ("ballot, recount, turnout (PGOV)",),
    ]


def test_no_person_is_near_a_topic(lake, deliver, about, rows):
    deliver(*about(*MATTERS))
    train(lake, Training(topics=3))
    assert rows("SELECT DISTINCT len(nearest_tags) FROM text_topics") == [(1,)]


def test_a_name_to_be_protected_is_no_word(lake, deliver, about, cable, rows):
    asking = "Thimblewick Oakapple (strictly protect) was there. Thimblewick left."
    for post, more in (("PARIS", asking), ("LIMA", "Mr. Quillfeather left.")):
        deliver(*(
            cable(f"06{post}{number}", paragraphs=[{"text": text("vote", number)}, {"text": more}])
            for number in range(1, 6)
        ))  # fmt: skip
    deliver(*about(*MATTERS))
    train(lake, Training(topics=3))
    names = "SELECT DISTINCT word FROM text_topic_words WHERE word IN ('thimblewick', 'oakapple', 'quillfeather')"
    assert rows(names) == [("quillfeather",)]


def test_the_same_seed_gives_the_same_model(lake, deliver, about, rows):
    deliver(*about(*MATTERS))
    train(lake, Training(topics=3))
    first = rows(MODEL), rows("FROM cable_topics ORDER BY ALL")
    train(lake, Training(topics=3))
    assert (rows(MODEL), rows("FROM cable_topics ORDER BY ALL")) == first


def test_ids_are_kept_and_never_used_again(lake, deliver, about, rows):
    deliver(*about("gas", "beef", cables=12))
    train(lake, Training(topics=2))
    before = {word: topic_of(lake, word) for word in ("compressor", "cattle")}
    deliver(*about("gas", "beef", "vote", cables=20, first=20))
    assert train(lake, Training(topics=3)).continued == 2
    assert {word: topic_of(lake, word) for word in before} == before
    assert topic_of(lake, "ballot") == 3
    train(lake, Training(topics=1))
    retired = rows("SELECT topic_id, cables, model_version FROM text_topics WHERE is_retired")
    assert [row[1:] for row in retired] == [(0, 2), (0, 2)]
    train(lake, Training(topics=3))
    assert rows("SELECT count(*), max(topic_id) FROM text_topics") == [(5, 5)]


def test_a_cable_that_comes_later_is_placed(lake, deliver, about, rows):
    deliver(*about(*MATTERS))
    train(lake, Training(topics=3))
    deliver(*about("gas", cables=1, first=77))
    assert must_place(lake)
    place_in_topics(lake, print)
    assert rows("SELECT topic_id, weight > 0.9 FROM cable_topics WHERE cable_id = '06TOKYO77'") == [
        (topic_of(lake, "compressor"), True)
    ]
    assert rows(f"SELECT cables FROM text_topics WHERE topic_id = {topic_of(lake, 'compressor')}") == [(11,)]  # noqa: S608
    assert (count_unplaced(lake), must_place(lake), place_unplaced(lake)) == (0, False, 0)


def test_a_new_version_of_a_cable_is_placed_anew(lake, deliver, about, cable, rows):
    deliver(*about(*MATTERS))
    train(lake, Training(topics=3))
    corrected = {"post": "TOKYO", "paragraphs": [{"text": text("vote", 1)}]}
    deliver(cable("06TOKYO1", date="2006-02-03", **corrected))
    assert rows("SELECT count(*) FROM cable_topics WHERE cable_id = '06TOKYO1'") == [(0,)]
    place_unplaced(lake)
    assert rows("SELECT ordinal, topic_id FROM cable_topics WHERE cable_id = '06TOKYO1'") == [
        (1, topic_of(lake, "ballot"))
    ]


def test_a_cable_without_words_has_no_topic(lake, deliver, about, cable, rows):
    deliver(*about(*MATTERS), cable("06PARIS1", paragraphs=[{"text": "Nil."}]), cable("nowhere"))
    train(lake, Training(topics=3))
    without = rows("SELECT cable_id, ordinal, weight FROM cable_topics WHERE topic_id IS NULL ORDER BY cable_id")
    assert without == [("06PARIS1", 1, None), ("nowhere", 1, None)]
    assert count_unplaced(lake) == 0


@pytest.mark.parametrize("matters", [(), ("gas",)])
def test_too_few_cables_are_an_error(lake, deliver, about, matters):
    deliver(*about(*matters, cables=1))
    with pytest.raises(LakeError, match=f"the lake has {len(matters)}, training needs 20"):
        train(lake)
    assert Model.read(lake.connection) is None
    assert (count_unplaced(lake), place_unplaced(lake)) == (0, 0)


def test_cables_without_words_in_common_are_an_error(lake, deliver, cable):
    deliver(*(cable(f"06PARIS{number}", paragraphs=[{"text": "Nil."}]) for number in range(20)))
    with pytest.raises(LakeError, match="no words for topics: .* at most half of the 20 cables read"):
        train(lake)


def test_without_scikit_learn_a_line_says_what_to_install(lake, deliver, about, monkeypatch, capsys):
    deliver(*about(*MATTERS))
    train(lake, Training(topics=3))
    deliver(*about("gas", cables=2, first=90))
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "sklearn", None)
        patch.setattr("pipeline.topics.is_installed", lambda: False)
        patch.setattr("warehouse.topics.model.is_installed", lambda: False)
        told = []
        place_in_topics(lake, told.append)
        assert len(told) == 1
        assert told[0].startswith("2 cables wait to be placed in topics")
        assert "pip install 'cablelake[topics]'" in told[0]
        assert not must_place(lake)
        assert run(["topics", "train", "--lake", str(lake.place.folder)]) == 1
        assert "pip install 'cablelake[topics]'" in capsys.readouterr().err
    place_in_topics(lake, told.append)
    assert (len(told), count_unplaced(lake)) == (1, 0)


def test_a_published_file_follows(lake, deliver, about, rows):
    deliver(*about(*MATTERS, cables=40))
    train(lake, Training(topics=3))
    publish(lake)
    built = Published.read(lake.place.warehouse).properties["documents_built"]
    deliver(*about("gas", cables=3, first=50))
    place_unplaced(lake)
    publish(lake)
    assert (
        Published.read(lake.place.warehouse).properties["documents_built"] == built
    )  # brought up to date, not rebuilt
    lake.connection.execute(f"ATTACH '{lake.place.warehouse}' AS published (READ_ONLY)")
    for name in (*(table.name for table in TOPIC_TABLES), "text_topic_timelines"):
        both = [sorted(rows(f"FROM {source}.{name}"), key=str) for source in ("lake", "published")]  # noqa: S608
        assert both[0] == both[1]
        assert both[0]
    lake.connection.execute("DETACH published")


def test_the_commands(lake, deliver, about, capsys):
    place = ["--lake", str(lake.place.folder)]
    deliver(*about(*MATTERS))
    assert run(["topics", "list", *place]) == 0
    assert "no topics yet" in capsys.readouterr().out
    assert run(["topics", "show", "1", *place]) == 1
    assert "no topics yet: run `cablelake topics train`" in capsys.readouterr().err
    assert run(["topics", "train", "--topics", "3", *place]) == 0
    out = capsys.readouterr().out
    assert "model 1: 3 topics, of which 0 continue earlier ones; learned from 30 cables, 30 placed" in out
    assert "█" in out
    assert run(["topics", "train", "--first", *place]) == 0
    assert capsys.readouterr().out == ""
    assert run(["topics", "list", "--top", "1", "--json", *place]) == 0
    assert capsys.readouterr().out.count('"topic_id"') == 1
    topic = topic_of(lake, "cattle")
    assert run(["topics", "show", str(topic), "--limit", "3", *place]) == 0
    shown = capsys.readouterr().out
    assert "EAGR" in shown and "█" in shown and shown.count("06TOKYO") == 3
    assert run(["topics", "show", str(topic), "--limit", "3", "--json", *place]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert (printed["cables"], printed["years"]) == (10, [{"year": 2006, "cables": 10}])
    assert printed["nearest_tags"][0]["tag"] == "EAGR"
    weights = [row["weight"] for row in printed["strongest"]]
    assert len(weights) == 3 and weights == sorted(weights, reverse=True)
    assert run(["topics", "show", "99", *place]) == 1
    assert "99: no such topic; `cablelake topics list` lists them" in capsys.readouterr().err
