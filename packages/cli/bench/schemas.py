"""Holds the files of `flawlens deploy kserve` and `flawlens deploy ovms` against the schemas of their systems:

    pip install jsonschema pyyaml
    python packages/cli/bench/schemas.py kserve DIR/inference-service.yaml serving.kserve.io_inferenceservices.yaml
    python packages/cli/bench/schemas.py ovms DIR/config.json schema.cpp

The first schema is config/crd/full/serving.kserve.io_inferenceservices.yaml of kserve/kserve, the second is in
src/schema.cpp of openvinotoolkit/model_server. Keys that a schema does not know are an error, and so is a key that is
misspelt on purpose: a check that passes that one checks nothing.
"""

import copy
import json
import re
import sys

import jsonschema
import yaml

system, given, schema = sys.argv[1:4]


def closed(node):
    """The schema, refusing keys that it does not name: Kubernetes drops them without a word."""
    if isinstance(node, list):
        return [closed(each) for each in node]
    if not isinstance(node, dict):
        return node
    node = {key: closed(value) for key, value in node.items()}
    free = node.get("x-kubernetes-preserve-unknown-fields") or "additionalProperties" in node
    if isinstance(node.get("properties"), dict) and not free:
        node["additionalProperties"] = False
    return node


def kserve():
    with open(given) as file:
        service = yaml.safe_load(file)
    with open(schema) as file:
        versions = yaml.safe_load(file)["spec"]["versions"]
    wanted = service["apiVersion"].split("/")[1]
    found = next(each["schema"]["openAPIV3Schema"] for each in versions if each["name"] == wanted)
    found["properties"]["metadata"] = {"type": "object", "required": ["name"]}
    wrong = copy.deepcopy(service)
    wrong["spec"]["predictor"]["model"]["storageUrl"] = "misspelt"
    return service, closed(found), wrong


def ovms():
    with open(given) as file:
        config = json.load(file)
    with open(schema) as file:
        source = re.sub(r"^#.*$", "", file.read(), flags=re.M)  # whatever it was built with
    strings = dict(re.findall(r"const std::string (\w+) = (.*?);\n", source, re.S))

    def text(name):  # raw strings and other constants, joined by +
        parts = re.findall(r'R"\((.*?)\)"|\b([A-Z_]{6,})\b', strings[name], re.S)
        return "".join(text(constant) if constant else raw for raw, constant in parts)

    wrong = copy.deepcopy(config)
    wrong["model_config_list"][0]["config"]["base_pth"] = "misspelt"
    return config, json.loads(text("MODELS_CONFIG_SCHEMA")), wrong


value, found, wrong = {"kserve": kserve, "ovms": ovms}[system]()
jsonschema.validate(value, found)
try:
    jsonschema.validate(wrong, found)
except jsonschema.ValidationError:
    print(f"{system}: {given} fits its schema")
else:
    sys.exit(f"{system}: the schema takes a key that is misspelt")
