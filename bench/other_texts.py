"""Texts of files that are neither Terraform nor templates, as a company's repository holds them."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random

# fmt: off
WORDS = (
    "account", "audit", "basket", "billing", "cache", "catalog", "checkout", "claim", "customer", "delivery", "event",
    "export", "fleet", "forecast", "gateway", "history", "import", "index", "invoice", "ledger", "limit", "mail",
    "market", "meter", "notice", "offer", "order", "parcel", "payment", "plan", "policy", "price", "profile", "queue",
    "quote", "rating", "record", "refund", "report", "resource", "return", "review", "risk", "route", "sample",
    "schedule", "search", "session", "shelf", "signal", "stock", "store", "supply", "tariff", "tenant", "ticket",
    "token", "trace", "vendor", "voucher", "widget",
)
# fmt: on


def words(draw: Random, count: int) -> list[str]:
    """Some words, with repetition."""
    return [draw.choice(WORDS) for _ in range(count)]


def name(draw: Random) -> str:
    """Two words with a dash."""
    return "-".join(words(draw, 2))


def sentence(draw: Random) -> str:
    """A dozen words."""
    return " ".join(words(draw, 12)).capitalize() + "."


def deployment(draw: Random, number: int) -> tuple[str, str]:
    """A Kubernetes deployment and its service."""
    app = name(draw)
    variables = "".join(
        f"            - name: {word.upper()}_{index}\n              value: '{name(draw)}'\n"
        for index, word in enumerate(words(draw, 14))
    )
    text = f"""\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {app}
  labels:
    app.kubernetes.io/name: {app}
    app.kubernetes.io/part-of: {name(draw)}
spec:
  replicas: {draw.randrange(1, 9)}
  selector:
    matchLabels:
      app.kubernetes.io/name: {app}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: {app}
    spec:
      containers:
        - name: {app}
          image: registry.example.com/{app}:{number}
          env:
{variables}          resources:
            limits:
              memory: {draw.randrange(1, 16) * 128}Mi
---
apiVersion: v1
kind: Service
metadata:
  name: {app}
  annotations:
    description: {sentence(draw)}
spec:
  ports:
    - port: 80
      targetPort: http
"""
    return "deployment.yaml", text


def workflow(draw: Random, number: int) -> tuple[str, str]:
    """A workflow with a few jobs."""
    jobs = "".join(
        f"""\
  {word}-{index}:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - name: {sentence(draw)}
        run: |
          make {word}
          ./scripts/{word}.sh --number {number} "$TARGET"
"""
        for index, word in enumerate(words(draw, 8))
    )
    return "workflow.yml", f"name: {name(draw)}\non: [push, pull_request]\njobs:\n{jobs}"


def package(draw: Random, number: int) -> tuple[str, str]:
    """A package.json."""
    value = {
        "name": f"@example/{name(draw)}",
        "version": f"{draw.randrange(9)}.{draw.randrange(30)}.{number % 100}",
        "description": sentence(draw),
        "scripts": {word: f"node scripts/{word}.js" for word in words(draw, 10)},
        "dependencies": {name(draw): f"^{draw.randrange(1, 20)}.{draw.randrange(40)}.0" for _ in range(40)},
    }
    return "package.json", json.dumps(value, indent=2) + "\n"


def description(draw: Random, number: int) -> tuple[str, str]:
    """An OpenAPI description as JSON."""
    paths = {
        f"/{'/'.join(words(draw, 2))}/{{id}}": {
            "get": {
                "operationId": f"get{index}",
                "summary": sentence(draw),
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
                "responses": {"200": {"description": sentence(draw)}},
            }
        }
        for index in range(5)
    }
    value = {"openapi": "3.0.3", "info": {"title": name(draw), "version": str(number)}, "paths": paths}
    return "openapi.json", json.dumps(value, indent=2) + "\n"


def values(draw: Random, _number: int) -> tuple[str, str]:
    """Values of a Helm chart."""
    lines = [f"{word}{index}:\n  enabled: true\n  name: {name(draw)}\n" for index, word in enumerate(words(draw, 40))]
    return "values.yaml", "".join(lines)


MAKERS: tuple[Callable[[Random, int], tuple[str, str]], ...] = (deployment, workflow, package, description, values)
