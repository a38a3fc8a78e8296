import pytest

from iaclint.cli.complete_parser import parse
from iaclint.cli.ends import CommandError
from iaclint.cli.lint import parser
from iaclint.cli.options import Parser

PLAIN = (
    [],
    ["a.tf", "b.yaml"],
    ["a.tf", "--format", "json", "--format=sarif=out.sarif", "-q"],
    ["--select", "KMS101,IAM", "--select", "DOC", "--ignore=DOC001", "a", "b"],
    ["--account-id", "111122223333", "--trusted-account", "444455556666,777788889999", "-", "--stdin-filename", "x.tf"],
    ["--var", "a=b=c", "--var", "d=", "--jobs", "4", "--no-cache", "--fail-on=high", "--exit-zero", "-v"],
    ["--color", "never", "--min-confidence", "low", "--since", "HEAD~1"],
)


@pytest.mark.parametrize("arguments", PLAIN, ids=" ".join)
def test_plain_options_are_read_as_argparse_reads_them(arguments):
    made = parser()
    plain = made._plain(arguments)
    assert plain is not None
    assert vars(plain) == vars(parse(made, arguments))


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["--selct", "x"],
        ["--select"],
        ["--select", "--quiet"],
        ["--quiet=yes"],
        ["-qv"],
        ["-v=x"],
        ["--color", "blue"],
        ["--account-id", "1"],
        ["--jobs", "0"],
        ["--", "-q"],
    ],
    ids=" ".join,
)
def test_everything_else_is_left_to_argparse(arguments):
    assert parser()._plain(arguments) is None


def test_joined_short_options_and_a_path_after_dashes():
    options = parser().parse(["-qv", "--", "-odd"])
    assert (options.quiet, options.verbose, options.paths) == (True, True, ["-odd"])


@pytest.mark.parametrize("arguments", [[], ["a", "b"]])
def test_one_argument_is_one(arguments):
    made = Parser("explain", "", "")
    made.add("rule", metavar="RULE")
    assert made.parse(["KMS101"]).rule == "KMS101"
    with pytest.raises(CommandError):
        made.parse(arguments)


def test_a_command_without_arguments_takes_none():
    with pytest.raises(CommandError, match="there is no option extra"):
        Parser("init", "", "").parse(["extra"])
