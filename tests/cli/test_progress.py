import os
import subprocess
import sys

import pytest
from running import MANAGED, NO_ROTATION
from terminal import on_a_terminal

from iaclint.cli import progress
from iaclint.journey.work import worked_off

CHILD = """\
import sys, threading
from iaclint.cli import progress
from iaclint.cli.main import main
from iaclint.journey import work
progress.PATIENCE, progress.PAUSE, draws = {patience}, 0.01, {draws}
if draws:
    drawn, bar, judge = threading.Semaphore(0), progress._bar, work.judge
    def counting(*about):
        made = bar(*about)
        refresh = made.refresh
        made.refresh = lambda: (refresh(), drawn.release())
        return made
    def slow(*task):
        for _ in range(draws):
            drawn.acquire(timeout={wait})
        return judge(*task)
    progress._bar, work.judge = counting, slow
code = main(sys.argv[1:])
sys.stdout.write("rich" if "rich" in sys.modules else "plain")
sys.exit(code)
"""


def slow(arguments, directory, patience=0, draws=0, wait=30, **variables):
    """What a run writes to standard output, and to standard error that is a terminal.

    Nothing is shown for ``patience`` seconds; then every unit takes as long as it takes to draw the line some times.
    """
    script = CHILD.format(patience=patience, draws=draws, wait=wait)
    return on_a_terminal([sys.executable, "-c", script, *arguments], directory, "stderr", **variables)


@pytest.fixture
def two_units(tmp_path):
    for name, text in (("key.yaml", NO_ROTATION), ("net\x1b[31mwork/main.tf", MANAGED)):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_a_long_run_shows_on_a_terminal_how_far_it_is_and_cleans_up(two_units):
    printed, shown = slow(["--no-cache"], two_units, draws=3)
    assert "0 of 2" in shown
    assert "1 of 2" in shown
    assert "key.yaml" in shown
    assert "net\\x1b[31mwork" in shown
    assert "\x1b[31m" not in shown
    assert shown.rstrip().endswith("\x1b[2K")  # the line is erased
    assert shown.count("\x1b[?25l") == shown.count("\x1b[?25h") == 1  # the cursor is back
    assert "2 of 2" not in printed
    assert "2 findings" in printed


def test_writing_a_baseline_shows_how_far_it_is(two_units):
    printed, shown = slow(["baseline"], two_units, draws=1)
    assert "1 of 2" in shown
    assert "2 findings accepted" in printed


def test_a_short_run_shows_nothing_and_loads_nothing(two_units):
    printed, shown = slow(["--no-cache"], two_units, patience=60)
    assert printed.endswith("plain")
    assert shown == ""


@pytest.mark.parametrize(("arguments", "variables"), [(["-q"], {}), ([], {"CI": "true"})])
def test_no_progress_where_nobody_wants_it(two_units, arguments, variables):
    printed, shown = slow(["--no-cache", *arguments], two_units, draws=2, wait=0.2, **variables)
    assert printed.endswith("plain")
    assert shown == ""


def test_no_progress_in_a_pipe(two_units):
    script = CHILD.format(patience=0, draws=2, wait=0.2)
    environment = {name: value for name, value in os.environ.items() if name != "CI"}
    done = subprocess.run(
        [sys.executable, "-c", script, "--no-cache"], cwd=two_units, env=environment, capture_output=True, check=False
    )
    assert done.stderr == b""
    assert done.stdout.endswith(b"plain")


def test_progress_in_colour_only_where_colour_is_wanted(two_units):
    for arguments, variables, colored in (
        ([], {}, True),
        (["--color", "never"], {}, False),
        ([], {"NO_COLOR": "1"}, False),
    ):
        _, shown = slow(["--no-cache", *arguments], two_units, draws=2, **variables)
        assert ("\x1b[38;5;" in shown or "\x1b[32m" in shown) == colored, (arguments, variables)


def test_the_thread_that_draws_is_gone_between_two_runs(monkeypatch, capsys):
    monkeypatch.setattr(progress, "PATIENCE", 60)
    shown = progress.Progress(sys.stderr, color=False)
    for _ in range(2):
        shown(0, 2, "a")
        thread = shown.thread
        assert thread is not None
        assert thread.is_alive()
        shown(1, 2, "b")
        assert shown.thread is thread
        shown(2, 2, "")
        assert shown.thread is None
        assert not thread.is_alive()
    assert capsys.readouterr().err == ""


def test_every_run_says_in_the_end_that_it_is_done():
    told = []
    assert list(worked_off([], "auto", None, lambda *at: told.append(at))) == []
    assert told == [(0, 0, "")]
