"""Optional: what Python says of exported files. python checkOnnx.py FILE...

onnx.checker with full shape inference, then onnxruntime on zeros with every free dimension 2 (or the second
argument of --side). Prints one line a file; fails at the first that is refused. Needs onnx, onnxruntime.
"""
import argparse

import numpy
import onnx
import onnxruntime

parser = argparse.ArgumentParser()
parser.add_argument("files", nargs="+")
parser.add_argument("--side", type=int, default=2)
arguments = parser.parse_args()
TYPES = {
    "tensor(float)": numpy.float32,
    "tensor(int32)": numpy.int32,
    "tensor(uint8)": numpy.uint8,
    "tensor(bool)": numpy.bool_,
}
for file in arguments.files:
    model = onnx.load(file)
    onnx.checker.check_model(model, full_check=True)
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    feeds = {}
    for given in session.get_inputs():
        shape = [side if isinstance(side, int) else arguments.side for side in given.shape]
        feeds[given.name] = numpy.zeros(shape, TYPES[given.type])
    results = session.run(None, feeds)
    shapes = {info.name: list(found.shape) for info, found in zip(session.get_outputs(), results)}
    print(f"{file}: opset {model.opset_import[0].version}, {len(model.graph.node)} operators, {shapes}")
