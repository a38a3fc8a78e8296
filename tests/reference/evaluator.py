"""A reference evaluator of AWS policies: one request, some policies, allowed or not.

It follows the pages "Policy evaluation logic" and the elements' pages of the IAM User Guide word by word, on plain data
(what ``json.loads`` gives), and knows nothing of the product that it is compared with.

A request has ``principal`` (an ARN or a service name), ``action``, ``resource`` and ``context`` (key to text or list of
texts). Policies of a role or user have no Principal element; key and trust policies have.
"""

import datetime
import ipaddress
import re
from dataclasses import dataclass, field


@dataclass
class Request:
    principal: str
    action: str
    resource: str
    context: dict = field(default_factory=dict)


def allowed(policies, request):
    """An explicit Deny wins; without one, one Allow is enough."""
    effects = {
        statement.get("Effect")
        for policy in policies
        for statement in as_list(policy.get("Statement", []))
        if applies(statement, request, policy.get("Version", "2008-10-17"))
    }
    return "Allow" in effects and "Deny" not in effects


def applies(statement, request, version):
    return (
        principal_applies(statement, request)
        and action_applies(statement, request)
        and resource_applies(statement, request, version)
        and conditions_hold(statement.get("Condition", {}), request, version)
    )


def as_list(value):
    return value if isinstance(value, list) else [value]


# Principal


def principal_applies(statement, request):
    if "Principal" in statement:
        return names(statement["Principal"], request)
    if "NotPrincipal" in statement:
        return not names(statement["NotPrincipal"], request)
    return True  # an identity policy


def names(principal, request):
    if principal == "*":
        return True
    if not isinstance(principal, dict):
        return False
    aws = as_list(principal.get("AWS", []))
    if "*" in aws:  # the same as a plain "*": everyone (IAM User Guide, "Principal", "All principals")
        return True
    if not is_service(request.principal) and any(is_aws(one, request.principal) for one in aws):
        return True
    return any(request.principal in as_list(principal.get(kind, [])) for kind in ("Service", "Federated"))


def is_service(principal):
    return not principal.startswith("arn:")


def is_aws(one, caller):
    account = caller.split(":")[4]
    if re.fullmatch(r"\d{12}", one):
        return one == account
    if one.endswith(":root"):
        return one.split(":")[4] == account
    return one == caller


# Action and Resource


def action_applies(statement, request):
    def has(patterns):
        return any(wild(pattern.lower(), request.action.lower()) for pattern in as_list(patterns))

    if "Action" in statement:
        return has(statement["Action"])
    return "NotAction" in statement and not has(statement["NotAction"])


def resource_applies(statement, request, version):
    def has(patterns):
        return any(arn_wild(pattern, request, version) for pattern in as_list(patterns))

    if "Resource" in statement:
        return has(statement["Resource"])
    if "NotResource" in statement:
        return not has(statement["NotResource"])
    return ("Principal" in statement or "NotPrincipal" in statement) and statement_of_trust(statement)


def statement_of_trust(statement):
    return all(action.lower().startswith("sts:") for action in as_list(statement.get("Action", "")))


def arn_wild(pattern, request, version):
    """A wildcard stays in its segment; a ``*`` that ends a segment runs past colons."""
    tokens = []
    letters = substituted(pattern, request, version)
    if letters is None:
        return False
    for at, letter in enumerate(letters):
        if letter == STAR:
            rest = [other for other in letters[at:] if other not in (STAR, QUESTION)][:1]
            ends = not rest or rest == [":"]
            tokens.append(STAR if ends else INNER_STAR)
        else:
            tokens.append(INNER_QUESTION if letter == QUESTION else letter)
    return matches(tokens, request.resource)


# Wildcards: a table of which prefix of the pattern matches which prefix of the text.

STAR, QUESTION, INNER_STAR, INNER_QUESTION = object(), object(), object(), object()


def wild(pattern, text):
    return matches([STAR if c == "*" else QUESTION if c == "?" else c for c in pattern], text)


def matches(tokens, text):
    row = [True] + [False] * len(text)
    for token in tokens:
        new = [row[0] and token in (STAR, INNER_STAR)]
        for at, char in enumerate(text, 1):
            if token in (STAR, INNER_STAR):
                new.append(row[at] or (new[at - 1] and (token is STAR or char != ":")))
            elif token in (QUESTION, INNER_QUESTION):
                new.append(row[at - 1] and (token is QUESTION or char != ":"))
            else:
                new.append(row[at - 1] and token == char)
        row = new
    return row[-1]


def substituted(text, request, version):
    """The letters of a text with its wildcards, policy variables replaced; None if one has no value."""
    letters = []
    at = 0
    while at < len(text):
        end = text.find("}", at) if version == "2012-10-17" and text.startswith("${", at) else -1
        if end < 0:
            letters.append({"*": STAR, "?": QUESTION}.get(text[at], text[at]))
            at += 1
            continue
        name, _, default = text[at + 2 : end].partition(",")
        value = name if name in ("*", "?", "$") else variable(name, default, request)
        if value is None:
            return None
        letters.extend(value)  # a wildcard in the value of a variable is literal
        at = end + 1
    return letters


def variable(name, default, request):
    found = context_values(name.strip(), request)
    if found and len(found) == 1:
        return found[0]
    return default.strip().strip("'") if default else None


# Conditions


def context_values(key, request):
    """The values that a request has for a key; None if it lacks the key."""
    for name, value in request.context.items():
        if name.lower() == key.lower():
            return [str(one) for one in as_list(value)]
    return None


def conditions_hold(conditions, request, version):
    return all(
        condition_holds(operator, as_list(wanted), context_values(key, request), request, version)
        for operator, keys in conditions.items()
        for key, wanted in keys.items()
    )


def condition_holds(operator, wanted, given, request, version):
    wanted = [json_text(value) for value in wanted]
    quantifier, _, name = operator.rpartition(":")
    if name == "Null":
        return any((given is None) == (value == "true") for value in wanted)
    if_exists = name.endswith("IfExists")
    name = name.removesuffix("IfExists")
    negated = "Not" in name
    if given is None:
        if if_exists or quantifier == "ForAllValues":
            return True
        return negated and quantifier != "ForAnyValue"

    def holds(value):
        found = any(compare(name.replace("Not", ""), one, value, request, version) for one in wanted)
        return found != negated

    return all(map(holds, given)) if quantifier == "ForAllValues" else any(map(holds, given))


def json_text(value):
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def compare(name, wanted, given, request, version):
    if name in ("StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnLike", "ArnEquals"):
        letters = substituted(wanted, request, version)
        return letters is not None and texts(name, letters, given)
    if name == "Bool":
        return wanted.lower() == given.lower()
    if name == "BinaryEquals":
        return wanted == given
    if name == "IpAddress":
        return inside(given, wanted)
    read = number if name.startswith("Numeric") else moment
    left, right = read(given), read(wanted)
    if left is None or right is None:
        return False
    return {
        "Equals": left == right,
        "LessThan": left < right,
        "LessThanEquals": left <= right,
        "GreaterThan": left > right,
        "GreaterThanEquals": left >= right,
    }[name.removeprefix("Numeric").removeprefix("Date")]


def texts(name, letters, given):
    if name == "StringLike":
        return matches(letters, given)
    if name.startswith("Arn"):
        return arns(letters, given)
    plain = "".join({STAR: "*", QUESTION: "?"}.get(letter, letter) for letter in letters)
    return plain.lower() == given.lower() if name == "StringEqualsIgnoreCase" else plain == given


def arns(letters, given):
    """Each of the six parts is compared by itself."""
    if letters == [STAR]:
        return True
    parts = [[]]
    for letter in letters:
        if letter == ":" and len(parts) < 6:
            parts.append([])
        else:
            parts[-1].append(letter)
    found = given.split(":", 5)
    return len(parts) == len(found) and all(map(matches, parts, found))


def inside(given, wanted):
    try:
        address, network = ipaddress.ip_address(given), ipaddress.ip_network(wanted, strict=False)
    except ValueError:
        return False
    return address in network


def number(text):
    try:
        return float(text)
    except ValueError:
        return None


def moment(text):
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return float(text)
    try:
        found = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=datetime.UTC)).timestamp()
