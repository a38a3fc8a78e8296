"""Policies and keys from JSON text, judged as a unit would be."""

from __future__ import annotations

import json

from iaclint.estate import KeyProperties, KmsKey, PolicySite, Unit
from iaclint.finding import Finding
from iaclint.rules import judge, selection
from iaclint.rules.settings import Settings
from iaclint.text.jsontext import read_json_source
from iaclint.text.mapped import Chars
from iaclint.text.span import Source, Span
from iaclint.values.decode import from_node
from iaclint.values.origin import Origin
from iaclint.values.value import Mapping, Sequence, String, Unknown

KEY_ARN = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
ROOT = {
    "Sid": "Enable IAM User Permissions",
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
    "Action": "kms:*",
    "Resource": "*",
}


def with_unknowns(value):
    """A tree in which a string ``?{shape name}`` is an unknown of that shape; inside a text it is a hole."""
    if isinstance(value, String) and value.text and "?{" in value.text:
        return _holes(value)
    if isinstance(value, Sequence):
        return Sequence(value.origin, tuple(map(with_unknowns, value.items)), value.type)
    if isinstance(value, Mapping):
        entries = {key: type(entry)(entry.key, with_unknowns(entry.value)) for key, entry in value.entries.items()}
        return Mapping(value.origin, entries, value.type, value.duplicates)
    return value


def _holes(value: String):
    parts, text = [], value.text
    while "?{" in text:
        known, _, text = text.partition("?{")
        hole, _, text = text.partition("}")
        shape, _, name = hole.partition(" ")
        parts += [Chars(known, value.span)] if known else []
        parts.append(Unknown(value.origin, name or "var.x", "it has no default", shape))
    parts += [Chars(text, value.span)] if text else []
    return parts[0] if len(parts) == 1 else String(value.origin, tuple(parts))


def source(text: str) -> Source:
    return Source("policy.json", text)


def value_of(policy):
    """A policy as a front end delivers it: a tree of values, or for a text a string of JSON."""
    if isinstance(policy, str):
        whole = source(policy).whole()
        return String(Origin(whole), (Chars(policy, whole),))
    return with_unknowns(from_node(read_json_source(source(json.dumps(policy)))))


HEADER = Source("main.json", '"Resource": {"Attribute":').whole()


def site(policy, kind="managed", evaluate=None) -> PolicySite:
    value = None if evaluate else value_of(policy)
    return PolicySite(
        "this", "type", "Attribute", kind, HEADER, Span(HEADER.source, 13, 24), evaluate or (lambda world: value)
    )


def unit(*sites: PolicySite, keys=(), problems=()) -> Unit:
    return Unit("unit", "cloudformation", sites, tuple(keys), tuple(problems))


def settings(select=(), extend=(), ignore=(), account="", trusted=()) -> Settings:
    return Settings(selection(select, extend, ignore), {}, account, tuple(trusted))


def findings(policy, kind="managed", **told) -> list[Finding]:
    return judge(unit(site(policy, kind)), settings(**told))


def verdicts(policy, kind="managed", **told) -> list[tuple[str, str, str]]:
    """Rule, text under the finding (without quotes), path in the document; sorted."""
    found = findings(policy, kind, **told)
    return sorted((one.rule, one.span.text.strip('"'), one.policy_path) for one in found)


def statement(**elements):
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **elements}]}


def allow(action, resource="*", **more):
    """An identity policy with one statement."""
    return statement(Action=action, Resource=resource, **more)


def key_policy(*statements):
    """A key policy that leaves the key to its account, and further statements."""
    return {"Version": "2012-10-17", "Statement": [ROOT, *statements]}


def key_allow(principal, action="kms:Decrypt", **more):
    return {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": "*", **more}


def kms_key(family="key", policy_elsewhere=False, **values) -> KmsKey:
    read = from_node(read_json_source(Source("key.json", json.dumps(values))))
    assert isinstance(read, Mapping)
    found = {name: with_unknowns(value) for name, value in read.items()}
    return KmsKey("key", "type", family, HEADER, lambda world: KeyProperties(found), policy_elsewhere)


def key_verdicts(key: KmsKey, **told) -> list[tuple[str, str]]:
    return [(one.rule, one.span.text.strip('"')) for one in judge(unit(keys=[key]), settings(**told))]
