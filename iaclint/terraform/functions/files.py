"""Functions that read files (only inside the scanned root), and functions of paths."""

from __future__ import annotations

import posixpath
import re

from iaclint.files import FILE, FileProblem, join
from iaclint.terraform.functions.hashes import base64_digest, hex_digest
from iaclint.terraform.functions.items import MAPPINGS, fits
from iaclint.terraform.functions.signature import NOTHING, OUTER, Function, Parameter
from iaclint.terraform.template import composed
from iaclint.terraform.types import BOOL, DYNAMIC, STRING, Collection
from iaclint.text.mapped import Chars
from iaclint.values.origin import USED, Origin
from iaclint.values.value import Bool, Mapping, Sequence, String

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from iaclint.terraform.functions.signature import Call
    from iaclint.text.mapped import MappedText
    from iaclint.text.span import Source
    from iaclint.values.value import Value

TEXTS = Collection("set", STRING)
BYTES_OF_STEP = 2000  # read and digested in about the time of one step of the evaluation
CHARACTERS_OF_STEP = 20  # of a template, read in that time
HOME = "paths in a home directory are not read"


def _path(call: Call, path: String) -> str:
    """The path of a file, as ``Files`` wants it: relative paths are relative to the root module."""
    return join(call.context.directory, path.text or "")


def _read(call: Call, path: String, read: Callable[[str], Value]) -> Value:
    """What ``read`` makes of a file; what Terraform refuses is told from what iaclint does not read."""
    if (path.text or "").startswith("~"):
        return call.give_up(HOME)
    where = _path(call, path)
    try:
        return read(where)
    except FileProblem as problem:
        reason = f"{where} {problem.reason}"
        refused = "UTF-8" in problem.reason or _missing(call, where)
        return call.refuse(reason) if refused else call.give_up(reason)


def _missing(call: Call, path: str) -> bool:
    """Whether there certainly is no such file: its directory, inside the root, does not have it."""
    parent, name = posixpath.split(path)
    if name in {"", ".."}:
        return False
    try:
        entries = call.context.sources.files.listing(parent or ".")
    except FileProblem:
        return parent not in {"", path} and _missing(call, parent)
    return call.pay(len(entries)) is None and all(entry.name != name for entry in entries)


def _file(call: Call, path: String) -> Value:
    def read(where: str) -> Value:
        source = call.context.sources.get(where)
        origin = Origin(source.whole()).via(USED, call.span, f"read by {call.name}()")
        return String(origin, (composed(Chars(source.text, source.whole())),))

    return _read(call, path, read)


def _of_bytes(result: Callable[[bytes], str]) -> Function:
    def implementation(call: Call, path: String) -> Value:
        return _read(call, path, lambda where: _result(call, call.context.sources.files.read(where)))

    def _result(call: Call, data: bytes) -> Value:
        return call.pay(len(data) / BYTES_OF_STEP) or call.text(result(data))

    return Function(implementation, (Parameter(STRING),), STRING)


def _base64(data: bytes) -> str:
    from base64 import b64encode

    return b64encode(data).decode("ascii")


def _fileexists(call: Call, path: String) -> Value:
    if (path.text or "").startswith("~"):
        return call.give_up(HOME)
    files, where = call.context.sources.files, _path(call, path)
    kind = files.kind(where)
    if kind == FILE:
        return Bool(call.origin(), True)
    if kind is not None:
        return call.refuse(f"{where} is no regular file")
    if _missing(call, where):
        return Bool(call.origin(), False)
    return call.give_up(f"{where} lies outside the scanned root, so it is not looked for")


def _templatefile(call: Call, path: Value, variables: Value) -> Value:
    if not fits(variables, MAPPINGS):
        return call.refuse("the variables must be a map or object")
    if not isinstance(path, String) or path.text is None or not isinstance(variables, Mapping):
        return call.unknown(*(value for value in (path, variables) if not isinstance(value, Mapping)))
    names = dict(variables.items())
    return _read(call, path, lambda where: _template(call, call.context.sources.get(where), names))


def _template(call: Call, text: Source | MappedText, variables: dict[str, Value]) -> Value:
    return call.pay(len(text.text) / CHARACTERS_OF_STEP) or call.context.template(text, variables, call.span)


_NO_REFERENCE = re.compile(r"(?:core::)?templatestring\s*\(\s*(?:[\"<]|[\w:]+\s*\()")


def _templatestring(call: Call, template: String, variables: Value) -> Value:
    if _NO_REFERENCE.match(call.span.text):
        return call.refuse("the template must be a reference to a text from elsewhere")
    if not fits(variables, MAPPINGS):
        return call.refuse("the variables must be a map or object")
    if not isinstance(variables, Mapping):
        return call.unknown(variables)
    return _template(call, template.mapped(flat=True), dict(variables.items()))


def _fileset(call: Call, path: String, pattern: String) -> Value:
    from iaclint.terraform.functions.globs import MAX_FILES, TooMany, Unsupported, matches

    if (path.text or "").startswith("~"):
        return call.give_up(HOME)
    left = [MAX_FILES]
    try:
        found = matches(call.context.sources.files, _path(call, path), pattern.text or "", left)
    except (Unsupported, TooMany) as problem:
        return call.pay(MAX_FILES - left[0]) or call.give_up(str(problem))
    except FileProblem as problem:
        if not _missing(call, problem.path):
            return call.give_up(f"{problem.path} {problem.reason}")
        found = []
    names = sorted(found)
    return call.pay(MAX_FILES - left[0]) or Sequence(Origin(call.span), tuple(map(call.text, names)), "set", STRING)


def _basename(call: Call, path: String) -> Value:
    text = path.text or ""
    return call.text(posixpath.basename(text.rstrip("/")) or ("/" if text else "."))


def _dirname(call: Call, path: String) -> Value:
    return call.text(_clean(posixpath.split(path.text or "")[0]))


def _clean(path: str) -> str:
    """A path without ``.``, inner ``..`` and doubled slashes; an empty one is ``.``."""
    return posixpath.normpath("/" + path.lstrip("/") if path.startswith("/") else path)


def _abspath(call: Call, path: String) -> Value:
    text = path.text or ""
    if text.startswith("/"):
        return call.text(_clean(text))
    return call.give_up("absolute paths differ from machine to machine")


def _pathexpand(call: Call, path: String) -> Value:
    text = path.text or ""
    return call.give_up("the home directory differs from machine to machine") if text.startswith("~") else path


_TEXT = Parameter(STRING)
_VARIABLES = Parameter(DYNAMIC, needs=NOTHING)

FUNCTIONS = {
    "file": Function(_file, (_TEXT,), STRING),
    "filebase64": _of_bytes(_base64),
    "filemd5": _of_bytes(lambda data: hex_digest("md5", data)),
    "filesha1": _of_bytes(lambda data: hex_digest("sha1", data)),
    "filesha256": _of_bytes(lambda data: hex_digest("sha256", data)),
    "filesha512": _of_bytes(lambda data: hex_digest("sha512", data)),
    "filebase64sha256": _of_bytes(lambda data: base64_digest("sha256", data)),
    "filebase64sha512": _of_bytes(lambda data: base64_digest("sha512", data)),
    "fileexists": Function(_fileexists, (_TEXT,), BOOL),
    "templatefile": Function(_templatefile, (Parameter(STRING, needs=NOTHING), _VARIABLES)),
    "templatestring": Function(_templatestring, (Parameter(STRING, needs=OUTER), _VARIABLES), STRING),
    "fileset": Function(_fileset, (_TEXT, _TEXT), TEXTS),
    "basename": Function(_basename, (_TEXT,), STRING),
    "dirname": Function(_dirname, (_TEXT,), STRING),
    "abspath": Function(_abspath, (_TEXT,), STRING),
    "pathexpand": Function(_pathexpand, (_TEXT,), STRING),
}
