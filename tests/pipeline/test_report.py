"""What a run reports, and what it must not reveal."""

from flows.environment import prepare
from pipeline.report import BrokenCheck, Loss, Measure, Rejection, Report, markdown, sentence
from warehouse.commit import Counts


def test_report_adds_up_in_words():
    assert sentence(Counts(1200, 1000, 150, 50)) == ("1,200 documents = 1,000 parsed + 150 quarantined + 50 duplicates")


def test_markdown_names_reasons_checks_and_times():
    report = Report(
        run_id="r1",
        lake="/data/lake",
        sources=("in",),
        counts=Counts(3, 2, 1, 0),
        rejections=(Rejection("empty", 1, "in/a.txt holds no text"),),
        broken=(BrokenCheck("posts_known", "warn", 4),),
        losses=tuple(Loss(f"07OSLO{n}", "no paragraphs", "in/a_b.txt") for n in range(12)),
        seconds={"parse": 1.25},
        hidden=2,
    )
    text = markdown(report)
    for line in ("| empty | 1 | in/a.txt holds no text |", "| posts_known | warn | 4 |", "| parse | 1.2 |"):
        assert line in text
    assert "07OSLO9 and 2 more: see the view text_losses" in text
    assert r"| 07OSLO3 | no paragraphs | in/a\_b.txt |" in text
    assert "2 hidden files and folders passed over" in text
    assert not report.failed and report.is_new


def test_names_of_files_cannot_become_markup():
    report = Report("r", "my_lake", ("`x`",), Counts(1, 0, 1, 0), (Rejection("empty", 1, "<img src=x> | a\n# b"),))
    assert r"\<img src=x\> \| a \# b" in markdown(report)
    assert "- Sources: `` `x` ``\n- Lake: `my_lake`\n" in markdown(report)


def test_quality_is_beside_that_of_the_last_run_and_what_is_unusual_is_explained():
    report = Report(
        run_id="r7",
        lake="lake",
        sources=tuple(f"in/{n}.txt" for n in range(12)),
        counts=Counts(100, 80, 20, 0),
        quality=(
            Measure("new documents", 100, 90, 95, 45, 145),
            Measure("quarantine rate", 0.2, 0.01, 0.01, 0, 0.06, is_alarm=True),
            Measure("cables with TAGS", 0.975, 0.5),
        ),
    )
    text = markdown(report)
    for line in (
        "**Unusual quarantine rate: 20.0%, usually 1.0% (0.0% to 6.0%); the source may have changed its form: see the",
        "| new documents | 100 | 90 | 45 to 145 |  |",
        "| quarantine rate | 20.0% | 1.0% | 0.0% to 6.0% | **unusual** |",
        "| cables with TAGS | 97.5% | 50.0% |  |  |",
        "`in/9.txt`, and 2 more",
    ):
        assert line in text


def test_prefect_lives_under_the_lake_unless_the_user_has_a_server(tmp_path, monkeypatch):
    for name in ("PREFECT_API_URL", "PREFECT_HOME", "PREFECT_PROFILE", "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"):
        monkeypatch.delenv(name, raising=False)
    environment = {}
    monkeypatch.setattr("os.environ", environment)
    environment["HOME"] = str(tmp_path)
    assert not prepare(tmp_path / "lake")
    assert environment["PREFECT_HOME"] == str(tmp_path / "lake/prefect")
    assert environment["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"

    environment.clear()
    environment["HOME"] = str(tmp_path)
    (tmp_path / ".prefect").mkdir()
    (tmp_path / ".prefect/profiles.toml").write_text(
        'active = "team"\n[profiles.team]\nPREFECT_API_URL = "http://prefect.example/api"\n'
    )
    assert prepare(tmp_path / "lake")
    assert "PREFECT_HOME" not in environment
