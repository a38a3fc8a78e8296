"""The functions of Terraform 1.11 by family (``terraform metadata functions``), so that a call imports only one."""

from __future__ import annotations

_BY_FAMILY = {
    "conversion": "tostring tonumber tobool tolist toset tomap sensitive nonsensitive issensitive ephemeralasnull",
    "dates": "formatdate timeadd timecmp",
    "encodings": "base64encode base64decode urlencode textencodebase64 textdecodebase64",
    "files": "file filebase64 filemd5 filesha1 filesha256 filesha512 filebase64sha256 filebase64sha512 fileexists"
    " templatefile templatestring fileset basename dirname abspath pathexpand",
    "formats": "format formatlist",
    "hashes": "md5 sha1 sha256 sha512 base64sha256 base64sha512 uuidv5",
    "impure": "timestamp plantimestamp uuid bcrypt rsadecrypt base64gzip",
    "lists": "element concat flatten distinct compact sort reverse slice chunklist coalescelist one matchkeys range",
    "maps": "keys values lookup merge zipmap transpose",
    "network": "cidrhost cidrnetmask cidrsubnet cidrsubnets",
    "numbers": "abs ceil floor signum max min log pow parseint",
    "questions": "length contains index alltrue anytrue sum coalesce",
    "regexes": "regex regexall replace",
    "sets": "setunion setintersection setsubtract setproduct",
    "structured": "jsonencode jsondecode csvdecode",
    "texts": "lower upper title trim trimspace chomp trimprefix trimsuffix startswith endswith strcontains"
    " strrev substr split join indent",
    "yamls": "yamlencode yamldecode",
}

FAMILIES = {name: family for family, names in _BY_FAMILY.items() for name in names.split()}
