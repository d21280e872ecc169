"""Peer of throughput.ts: anomalib's OpenVINOInferencer. Reads "run" lines, answers seconds, CPU seconds and images.

PatchCore on the backbone and layers of our detector, with as many rows in its bank, exported by anomalib itself. Weights
are random: they change no time.
"""

import os
import resource
import sys
import tempfile
import time
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)  # libraries talk on standard output

import torch
from anomalib.deploy import OpenVINOInferencer
from anomalib.models import Patchcore
from PIL import Image

folder, rows, size = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
torch.set_num_threads(1)
torch.manual_seed(1)
model = Patchcore(
    backbone="tf_efficientnet_lite0",
    layers=("blocks.2", "blocks.4"),
    pre_trained=False,
    num_neighbors=9,
    pre_processor=Patchcore.configure_pre_processor(image_size=(size, size)),
)
core = model.model
core.train()
columns = core(torch.rand(1, 3, size, size)).shape[-1]
core.embedding_store.clear()
core.eval()
core.memory_bank = torch.rand(rows, columns)
with tempfile.TemporaryDirectory() as root:
    # A fixed shape: exported with free ones, 2.7.0 fixes the batch at two, and its own inferencer gives one.
    with Image.open(next(folder.iterdir())) as first:
        shape = (first.height, first.width)
    fixed = {"dynamic_shapes": None}
    path = model.to_openvino(Path(root), input_size=shape, onnx_kwargs=fixed)
    inferencer = OpenVINOInferencer(path)
    files = sorted(folder.iterdir())
    print(f"ready {columns} columns", file=answers, flush=True)
    for line in sys.stdin:
        cpu = resource.getrusage(resource.RUSAGE_SELF)
        start = time.perf_counter()
        count = int(line)
        for file in files[:count]:
            prediction = inferencer.predict(file)
            bool(prediction.pred_label.item())
        after = resource.getrusage(resource.RUSAGE_SELF)
        used = after.ru_utime + after.ru_stime - cpu.ru_utime - cpu.ru_stime
        print(time.perf_counter() - start, used, count, file=answers, flush=True)
