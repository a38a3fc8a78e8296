"""Answers what moto makes of templates, one JSON request a line; run by an interpreter that has moto.

usage: oracle_worker.py FOLDER_OF_THE_ORACLE
"""

import importlib.util
import json
import sys

path = sys.argv[1] + "/cloudformation_oracle.py"
spec = importlib.util.spec_from_file_location("cloudformation_oracle", path)
oracle = importlib.util.module_from_spec(spec)
spec.loader.exec_module(oracle)


def answer(request):
    template = oracle.prepare(request["template"])
    values = oracle.values(template, request["parameters"])
    imports = {name: oracle.A + name + oracle.Z for name in request.get("imports", ())}
    resources, conditions = oracle.moto_resolve(template, values, imports=imports)
    documents = {}
    for name, properties in resources.items():
        for _, found in oracle.sites(template["Resources"][name]["Type"], oracle.clean(properties)):
            documents[name] = found
    return {"documents": documents, "conditions": conditions}


for line in sys.stdin:
    try:
        reply = answer(json.loads(line))
    except Exception as fault:
        reply = {"error": f"{type(fault).__name__}: {fault}"}
    print(json.dumps(reply), flush=True)
