"""Reads a config.pbtxt of `flawlens deploy triton` as Triton does: by the protobuf of its client.

    pip install tritonclient[grpc]
    python packages/cli/bench/triton.py deploy/parts/config.pbtxt
"""

import sys

from google.protobuf import text_format
from tritonclient.grpc import model_config_pb2

with open(sys.argv[1]) as file:
    config = text_format.Parse(file.read(), model_config_pb2.ModelConfig())
for tensor in [*config.input, *config.output]:
    kind = model_config_pb2.DataType.Name(tensor.data_type)
    assert kind != "TYPE_INVALID" and len(tensor.dims) > 0, tensor
    print(f"{tensor.name}: {kind} {list(tensor.dims)}")
assert config.backend == "onnxruntime" and config.input and config.output, config
print(f"{config.name}: read whole")
