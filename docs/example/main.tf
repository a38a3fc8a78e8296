module "reports" {
  source  = "./modules/policy"
  name    = "reports"
  actions = ["kms:Decrypt", "kms:DescribeKey"]
  key_arn = var.key_arn
}

module "operators" {
  source  = "./modules/policy"
  name    = "operators"
  actions = ["kms:*"]
}

variable "key_arn" {
  type = string
}
