"""iaclint: finds over-broad IAM and KMS policies in CloudFormation and Terraform before they are deployed."""

__version__ = "1.0.0"
