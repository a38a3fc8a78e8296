"""Functions of IP networks."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

from iaclint.terraform.functions.items import whole_number
from iaclint.terraform.functions.signature import Function, Parameter
from iaclint.terraform.types import NUMBER, STRING, Collection
from iaclint.values.origin import Origin
from iaclint.values.value import Number, Sequence, String

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from iaclint.terraform.functions.signature import Call
    from iaclint.values.value import Value

    Network = IPv4Network | IPv6Network

_ZEROS = re.compile(r"(?<![0-9a-fA-F:.])0+(?=[0-9])|(?<=\.)0+(?=[0-9])")


def _network(text: String) -> Network | None:
    """A prefix in CIDR notation; octets may have leading zeros, as old versions of Go allowed it."""
    address, slash, length = (text.text or "").partition("/")
    if not slash or not length.isascii() or not length.isdigit() or len(length) > 3:
        return None
    if ":" not in address:
        address = _ZEROS.sub("", address)
    try:
        return ip_network(f"{address}/{int(length)}", strict=False)
    except ValueError:
        return None


def _cidrhost(call: Call, prefix: String, number: Number) -> Value:
    network, host = _network(prefix), number.value
    if network is None or not isinstance(host, int):
        return call.refuse("a prefix in CIDR notation and a whole number are required")
    if not -network.num_addresses <= host < network.num_addresses:
        return call.refuse(f"the prefix {network} has no host number {host}")
    return call.text(_address(network, host % network.num_addresses))


def _address(network: Network, offset: int) -> str:
    kind = IPv4Address if network.version == 4 else IPv6Address
    return str(kind(int(network.network_address) + offset))


def _cidrnetmask(call: Call, prefix: String) -> Value:
    network = _network(prefix)
    if network is None or network.version != 4:
        return call.refuse("an IPv4 prefix in CIDR notation is required")
    return call.text(str(network.netmask))


def _cidrsubnet(call: Call, prefix: String, bits: Number, number: Number) -> Value:
    network, more, index = _network(prefix), whole_number(bits), number.value
    if network is None or more is None or not isinstance(index, int):
        return call.refuse("a prefix in CIDR notation and two whole numbers are required")
    length = network.prefixlen + more
    if more < 0 or length > network.max_prefixlen:
        return call.refuse(f"{network} cannot be extended by {more} bits")
    if index < 0:
        return call.give_up("negative network numbers are not evaluated")
    if index >= 1 << more:
        return call.refuse(f"{more} more bits make no network number {index}")
    return call.text(f"{_address(network, index << (network.max_prefixlen - length))}/{length}")


def _cidrsubnets(call: Call, prefix: String, *bits: Number) -> Value:
    network = _network(prefix)
    if network is None:
        return call.refuse("a prefix in CIDR notation is required")
    found: list[Value] = []
    at = 0
    for number in bits:
        more = whole_number(number)
        if more is None or not 1 <= more <= 32 or network.prefixlen + more > network.max_prefixlen:
            return call.refuse(f"{network} cannot be extended by these bits")
        length = network.prefixlen + more
        size = 1 << (network.max_prefixlen - length)
        at = -(-at // size) * size
        if at + size > network.num_addresses:
            return call.refuse(f"{network} has not enough room for all these networks")
        found.append(call.text(f"{_address(network, at)}/{length}"))
        at += size
    return Sequence(Origin(call.span), tuple(found), "list", STRING)


def _checked(function: Callable[..., Value]) -> Callable[..., Value]:
    """Without IPv4 addresses in IPv6 form, for which Terraform's results are not reproduced."""

    def implementation(call: Call, prefix: String, *numbers: Number) -> Value:
        text = (prefix.text or "").lower()
        mixed = ":" in text and ("." in text or "ffff:" in text)
        return (
            call.give_up("IPv4 addresses in IPv6 form are not evaluated") if mixed else function(call, prefix, *numbers)
        )

    return implementation


_TEXT, _NUMBER = Parameter(STRING), Parameter(NUMBER)

FUNCTIONS = {
    "cidrhost": Function(_checked(_cidrhost), (_TEXT, _NUMBER), STRING),
    "cidrnetmask": Function(_checked(_cidrnetmask), (_TEXT,), STRING),
    "cidrsubnet": Function(_checked(_cidrsubnet), (_TEXT, _NUMBER, _NUMBER), STRING),
    "cidrsubnets": Function(_checked(_cidrsubnets), (_TEXT,), Collection("list", STRING), _NUMBER),
}
