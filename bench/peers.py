"""What the benchmark measures other tools by: programs that read the same files with one rule."""

from __future__ import annotations

# Every template of a directory, read as YAML and checked by AWS's policy engine, in one process.
GUARD = """
import os, sys, cfn_guard_rs, yaml
class Loader(yaml.CSafeLoader):
    pass
Loader.add_multi_constructor("!", lambda loader, suffix, node: {suffix: None})
RULE = (
    'rule no_wildcards { Resources.*[ Type == "AWS::IAM::ManagedPolicy" ]'
    '.Properties.PolicyDocument.Statement[*].Action != "*" }'
)
for directory, _, names in os.walk(sys.argv[1]):
    for name in names:
        with open(os.path.join(directory, name), encoding="utf-8", errors="replace") as file:
            text = file.read() if name.endswith((".yaml", ".yml", ".json", ".template")) else ""
        if "Resources" in text and "AWS::" in text:
            try:
                cfn_guard_rs.run_checks(yaml.load(text, Loader), RULE)
            except (yaml.YAMLError, cfn_guard_rs.errors.GuardError, TypeError):
                pass
"""
SEMGREP_RULE = """\
rules:
  - id: kms-star
    languages: [hcl]
    severity: ERROR
    message: every KMS action
    pattern: '"kms:*"'
"""
