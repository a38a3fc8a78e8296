from io import StringIO

from iaclint.cli import progress


def test_a_short_run_shows_nothing(monkeypatch):
    stream = StringIO()
    shown = progress.Progress(stream)
    shown(0, 2, "a")
    shown.end()
    assert stream.getvalue() == ""


def test_a_long_run_shows_where_it_is_and_cleans_up(monkeypatch):
    stream, now = StringIO(), [100.0]
    monkeypatch.setattr(progress, "monotonic", lambda: now[0])
    shown = progress.Progress(stream)
    for done, later in enumerate((0.5, 1.1, 1.15, 1.3)):
        now[0] = 100 + later
        shown(done, 4, f"unit {done} \x1b[31m" + "x" * 100)
    shown.end()
    lines = stream.getvalue().split(progress.CLEAR)
    assert [line[:14] for line in lines] == ["", "1 of 4: unit 1", "3 of 4: unit 3", ""]
    assert max(len(line) for line in lines) == 79
    assert "\x1b[31m" not in stream.getvalue()
