"""Functions of points in time (RFC 3339)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

from iaclint.record import Record
from iaclint.terraform.functions.signature import Function, Parameter
from iaclint.terraform.types import NUMBER, STRING
from iaclint.values.value import Number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.terraform.functions.signature import Call
    from iaclint.values.value import String, Value

_SECOND = 1_000_000_000
_STAMP = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:Z|([+-])(\d\d):(\d\d))",
    re.ASCII,
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Instant(Record):
    """A point in time: nanoseconds since 1970 UTC, and the offset (minutes) in which it was written."""

    nanoseconds: int
    offset: int

    def local(self) -> datetime:
        """Date and time at the offset, without the fraction; OverflowError outside the years 1 to 9999."""
        zone = timezone(timedelta(minutes=self.offset))
        return (_EPOCH + timedelta(seconds=self.nanoseconds // _SECOND)).astimezone(zone)

    def written(self) -> str:
        """RFC 3339, without the fraction."""
        moment = self.local()
        return f"{moment.year:04d}-{moment:%m-%dT%H:%M:%S}{_zone(self.offset)}"


def parse_stamp(text: str) -> Instant | None:
    """A timestamp in RFC 3339; None if it is not valid. OverflowError for the year 0."""
    match = _STAMP.fullmatch(text)
    if match is None or int(match[9] or 0) > 23 or int(match[10] or 0) > 59:
        return None
    if match[1] == "0000":
        raise OverflowError
    try:
        moment = datetime(*map(int, match.groups()[:6]), tzinfo=UTC)  # type: ignore[misc, arg-type]
    except ValueError:
        return None
    offset = (int(match[9] or 0) * 60 + int(match[10] or 0)) * (-1 if match[8] == "-" else 1)
    seconds = int((moment - _EPOCH).total_seconds()) - offset * 60
    return Instant(seconds * _SECOND + int((match[7] or "").ljust(9, "0")[:9]), offset)


def _zone(offset: int, zero: str = "Z", colon: str = ":") -> str:
    if offset == 0 and zero:
        return zero
    hours, minutes = divmod(abs(offset), 60)
    return f"{'-' if offset < 0 else '+'}{hours:02d}{colon}{minutes:02d}"


_TOKEN = re.compile(r"''|'((?:[^']|'')*)'|(([A-Za-z])\3*)|[^'A-Za-z]+")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _formatdate(call: Call, form: String, stamp: String) -> Value:
    try:
        instant = parse_stamp(stamp.text or "")
        if instant is None:
            return call.refuse(f'"{stamp.text}" is no timestamp in RFC 3339')
        verbs = _verbs(instant)
    except OverflowError:
        return call.give_up("only the years 1 to 9999 are evaluated")
    text, at, written = form.text or "", 0, []
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            return call.refuse("a literal in the format does not end")
        verb = match[2]
        if verb is not None and verb not in verbs:
            return call.refuse(f"the format has no {verb}")
        literal = match[1].replace("''", "'") if match[1] is not None else "'" if match[0] == "''" else match[0]
        written.append(verbs[verb] if verb is not None else literal)
        at = match.end()
    return call.text("".join(written))


def _verbs(instant: Instant) -> dict[str, str]:
    """What each verb of a format stands for."""
    moment = instant.local()
    half, month, day = moment.hour % 12 or 12, _MONTHS[moment.month - 1], _DAYS[moment.weekday()]
    noon = "PM" if moment.hour >= 12 else "AM"
    numbers = {
        "M": moment.month,
        "D": moment.day,
        "h": moment.hour,
        "H": half,
        "m": moment.minute,
        "s": moment.second,
    }
    return {
        **{letter: str(number) for letter, number in numbers.items()},
        **{letter * 2: f"{number:02d}" for letter, number in numbers.items()},
        "YY": f"{moment.year % 100:02d}",
        "YYYY": f"{moment.year:04d}",
        "MMM": month[:3],
        "MMMM": month,
        "EEE": day[:3],
        "EEEE": day,
        "AA": noon,
        "aa": noon.lower(),
        "Z": _zone(instant.offset),
        "ZZZ": _zone(instant.offset, "UTC", ""),
        "ZZZZ": _zone(instant.offset, "", ""),
        "ZZZZZ": _zone(instant.offset, ""),
    }


_UNITS = {"ns": 1, "us": 10**3, "µs": 10**3, "μs": 10**3, "ms": 10**6, "s": _SECOND, "m": 60 * _SECOND}
_UNITS["h"] = 3600 * _SECOND
_PART = re.compile(r"([0-9]*)(\.([0-9]*))?([^0-9.]+)")


def parse_duration(text: str) -> int | None:
    """Nanoseconds of a duration as Go writes it (``1h30m``); None if it is not valid."""
    negative, rest = text.startswith("-"), text[1:] if text[:1] in {"+", "-"} else text
    if rest == "0":
        return 0
    total = at = 0
    while at < len(rest):
        match = _PART.match(rest, at)
        if match is None or match[4] not in _UNITS or not (match[1] or match[3]):
            return None
        unit = _UNITS[match[4]]
        total += int(match[1] or 0) * unit
        if match[3]:
            total += int(float(int(match[3])) * (float(unit) / 10 ** len(match[3])))
        at = match.end()
    return None if not rest or total >= 2**63 else -total if negative else total


def _timeadd(call: Call, stamp: String, duration: String) -> Value:
    added = parse_duration(duration.text or "") if len(duration.text or "") < 200 else None
    if added is None:
        return call.refuse(f'"{duration.text}" is no duration')
    try:
        instant = parse_stamp(stamp.text or "")
        if instant is None:
            return call.refuse(f'"{stamp.text}" is no timestamp in RFC 3339')
        return call.text(Instant(instant.nanoseconds + added, instant.offset).written())
    except OverflowError:
        return call.give_up("only the years 1 to 9999 are evaluated")


def _timecmp(call: Call, left: String, right: String) -> Value:
    try:
        first, second = parse_stamp(left.text or ""), parse_stamp(right.text or "")
    except OverflowError:
        return call.give_up("only the years 1 to 9999 are evaluated")
    if first is None or second is None:
        return call.refuse("both arguments must be timestamps in RFC 3339")
    mine, other = first.nanoseconds, second.nanoseconds
    return Number(call.origin(), (mine > other) - (mine < other))


_TEXT = Parameter(STRING)

FUNCTIONS = {
    "formatdate": Function(_formatdate, (_TEXT, _TEXT), STRING),
    "timeadd": Function(_timeadd, (_TEXT, _TEXT), STRING),
    "timecmp": Function(_timecmp, (_TEXT, _TEXT), NUMBER),
}
