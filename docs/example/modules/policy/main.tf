variable "name" {
  type = string
}

variable "actions" {
  type = list(string)
}

variable "key_arn" {
  type    = string
  default = "*"
}

data "aws_iam_policy_document" "this" {
  statement {
    actions   = var.actions
    resources = [var.key_arn]
  }
}

resource "aws_iam_policy" "this" {
  name   = var.name
  policy = data.aws_iam_policy_document.this.json
}
