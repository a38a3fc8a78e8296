"""Writes the file trees that the benchmark measures. The same options give the same bytes on every machine.

    python bench/corpus.py monorepo DIR [--files 10000] [--seed 1]

Trees: ``monorepo`` (80 % unrelated YAML and JSON, 15 % HCL, 5 % templates, CDK output among them), ``terraform`` (HCL
only, 10 % of the files with policies), ``single`` (one small file a dialect), ``growth`` (one input that is large in
each respect in which work could grow faster than the input).
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import hcl_texts
import other_texts
import template_texts

Texts = Iterator[tuple[str, str]]


def monorepo(files: int, seed: int) -> Texts:
    """A company's repository: of 20 files, 16 are unrelated, 3 are HCL, 1 is a template (3 of 5 hold policies)."""
    yield ".gitignore", "node_modules/\n.terraform/\n*.log\n"
    templates, hcl = files // 20, files * 3 // 20
    yield from unrelated(files - templates - hcl, seed)
    yield from configurations(hcl, seed)
    yield from stacks(templates, seed)


def terraform(files: int, seed: int) -> Texts:
    """Terraform only."""
    yield from configurations(files, seed)


def unrelated(files: int, seed: int) -> Texts:
    """Kubernetes, workflows, packages, API descriptions, values: what is neither Terraform nor a template."""
    for number in range(files):
        maker = other_texts.MAKERS[number % len(other_texts.MAKERS)]
        draw = random.Random(f"{seed} unrelated {number}")
        name, text = maker(draw, number)
        yield f"apps/team-{number % 40}/service-{number // 40}/{name}", text


def configurations(files: int, seed: int) -> Texts:
    """Root modules of ten files (one holds policies), each calling two of the shared modules of three files."""
    modules = max(2, files // 60)
    written = 0
    for number in range(modules):
        draw = random.Random(f"{seed} module {number}")
        for name, text in hcl_texts.shared_module(draw, number):
            yield f"terraform/modules/module-{number}/{name}", text
            written += 1
    number = 0
    while written < files:
        draw = random.Random(f"{seed} root {number}")
        texts = hcl_texts.root_module(draw, number, modules)
        for name, text in texts[: files - written]:
            yield f"terraform/services/service-{number}/{name}", text
        written += len(texts)
        number += 1


def stacks(files: int, seed: int) -> Texts:
    """Templates: of five, three hold policies (one of them is CDK output), two hold none."""
    makers = (
        ("yaml", template_texts.application),
        ("yaml", template_texts.keys),
        ("cdk", template_texts.cdk),
        ("yaml", template_texts.network),
        ("json", template_texts.queue),
    )
    for number in range(files):
        kind, maker = makers[number % len(makers)]
        text = maker(random.Random(f"{seed} stack {number}"), number)
        path = {
            "yaml": f"stacks/team-{number % 20}/stack-{number}.yaml",
            "json": f"stacks/team-{number % 20}/stack-{number}.json",
            "cdk": f"cdk/app-{number}/cdk.out/App{number}.template.json",
        }[kind]
        yield path, text


def single(_files: int, _seed: int) -> Texts:
    """One small file a dialect, with two policies each."""
    template = template_texts.two_policies()
    yield "json/template.json", json.dumps(template, indent=2) + "\n"
    yield "yaml/template.yaml", template_texts.as_yaml(template)
    yield "terraform/main.tf", hcl_texts.two_policies()


def growth(files: int, _seed: int) -> Texts:
    """A policy of many statements, a large template, a module with many instances; ``files`` scales them."""
    yield "statements/template.json", json.dumps(template_texts.many_statements(files)) + "\n"
    yield "template/template.yaml", template_texts.many_resources(files)
    yield from (("instances/" + name, text) for name, text in hcl_texts.many_instances(files // 5))


TREES: dict[str, Callable[[int, int], Texts]] = {
    "monorepo": monorepo,
    "terraform": terraform,
    "single": single,
    "growth": growth,
}


def write(tree: str, directory: Path, files: int = 10_000, seed: int = 1) -> tuple[int, int]:
    """Write a tree into an empty or new directory; the number of files and of bytes."""
    shutil.rmtree(directory, ignore_errors=True)
    count = size = 0
    for name, text in TREES[tree](files, seed):
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        size += path.write_bytes(text.encode())
        count += 1
    return count, size


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("tree", choices=TREES)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    count, size = write(options.tree, options.directory, options.files, options.seed)
    print(f"{count} files, {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
