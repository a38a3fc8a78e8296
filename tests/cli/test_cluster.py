"""Repositories judged by the processes of a cluster, with the output of one process."""

import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[2] / "bench"
PROGRAM = """
import json, sys
import iaclint
from iaclint.reports.json import entry

def told(result):
    return json.dumps([[entry(one) for one in result.findings], result.files, result.policies, len(result.failures)])

def main():
    from distributed import Client, LocalCluster

    alone = [told(iaclint.lint(path, cache=False, jobs="1")) for path in sys.argv[1:]]
    options = {"processes": True, "n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with LocalCluster(host="127.0.0.1", **options) as cluster, Client(cluster) as client:
        together = [told(iaclint.lint(path, executor=client.get_executor())) for path in sys.argv[1:]]
    print(together == alone, all('KMS101' in one for one in alone))

if __name__ == "__main__":
    main()
"""


@pytest.mark.slow
def test_a_dask_cluster_gives_what_one_process_gives(tmp_path):
    pytest.importorskip("distributed", reason="distributed (Dask) is not installed")
    for number in range(4):
        command = ["corpus.py", "monorepo", tmp_path / f"repository-{number}", "--files", "800", "--seed", str(number)]
        subprocess.run([sys.executable, *command], cwd=BENCH, check=True, capture_output=True)
    (tmp_path / "program.py").write_text(PROGRAM, encoding="utf-8")
    repositories = sorted(path.name for path in tmp_path.iterdir() if path.is_dir())
    run = subprocess.run(
        [sys.executable, "program.py", *repositories],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stdout == "True True\n", run.stderr[-2000:]
