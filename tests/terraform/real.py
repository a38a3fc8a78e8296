"""Real plans: Terraform with the AWS provider from a local mirror, nothing leaves the machine."""

import json
import os
import shutil
import subprocess
from pathlib import Path

PROVIDER = """
provider "aws" {
  region                      = "us-east-1"
  access_key                  = "test"
  secret_key                  = "test"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
  skip_region_validation      = true
}
"""


def plugins():
    """The folder of provider packages: IACLINT_TF_PLUGINS, or ``tf-plugins`` near the root of the file system."""
    named = os.environ.get("IACLINT_TF_PLUGINS")
    found = [Path(named)] if named else [*Path("/").glob("tf-plugins"), *Path("/").glob("*/tf-plugins")]
    return next((str(path) for path in found if path.is_dir()), None)


MISSING = "" if shutil.which("terraform") and plugins() else "needs terraform and a local mirror of its AWS provider"


def plan(directory, *options):
    """The plan of a directory, as ``terraform show -json`` prints it."""
    (directory / "zz_provider.tf").write_text(PROVIDER, encoding="utf-8")
    terraform(directory, "init", f"-plugin-dir={plugins()}", "-input=false")
    terraform(directory, "plan", "-refresh=false", "-input=false", "-out=plan.bin", *options)
    shown = terraform(directory, "show", "-json", "plan.bin")
    for made in ("plan.bin", "zz_provider.tf"):
        (directory / made).unlink()
    shutil.rmtree(directory / ".terraform")
    return json.loads(shown)


def terraform(directory, command, *options):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("TF_", "AWS_"))}
    done = subprocess.run(
        ["terraform", command, *(["-no-color"] if command != "show" else []), *options],
        cwd=directory,
        env={**environment, "CHECKPOINT_DISABLE": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
