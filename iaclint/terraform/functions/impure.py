"""Functions whose result is only known at deploy, or that need a secret."""

from __future__ import annotations

from iaclint.terraform.functions.signature import Function, Parameter
from iaclint.terraform.types import NUMBER, STRING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.terraform.functions.signature import Call
    from iaclint.values.value import Value


def _unknown(reason: str, *parameters: Parameter, variadic: Parameter | None = None) -> Function:
    def implementation(call: Call, *_: Value) -> Value:
        return call.give_up(reason)

    return Function(implementation, parameters, STRING, variadic)


_TEXT = Parameter(STRING)

FUNCTIONS = {
    "timestamp": _unknown("the time of the deployment is not known before it"),
    "plantimestamp": _unknown("the time of the plan is not known before it"),
    "uuid": _unknown("a random UUID is made at every deployment"),
    "bcrypt": _unknown("the hash is salted at random", _TEXT, variadic=Parameter(NUMBER)),
    "rsadecrypt": _unknown("secrets are not decrypted", _TEXT, _TEXT),
    "base64gzip": _unknown("the compressed bytes depend on Terraform's build", _TEXT),
}
