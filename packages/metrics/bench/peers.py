"""The workloads of metrics.bench.ts in scikit-learn and anomalib: python peers.py WORKLOAD DIRECTORY"""
import json
import pathlib
import resource
import sys
import time

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score

SIZE = 512
name, directory = sys.argv[1], pathlib.Path(sys.argv[2])


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def load(file, kind):
    return np.fromfile(directory / file, kind)


if name.startswith("pixel"):
    import torch
    from anomalib.metrics.aupro import _AUPRO

    torch.set_num_threads(1)
    scores = load("maps.f32", np.float32)
    masks = load("masks.u8", np.uint8)

    def call():
        metric = _AUPRO(fpr_limit=0.3)
        shape = (-1, SIZE, SIZE)
        metric.update(torch.from_numpy(scores).reshape(shape), torch.from_numpy(masks).reshape(shape))
        return {
            "auroc": float(roc_auc_score(masks, scores)),
            "averagePrecision": float(average_precision_score(masks, scores)),
            "aupro": float(metric.compute()),
        }
else:
    scores = load("scores.f64" if "float64" in name else "scores.f32", np.float64 if "float64" in name else np.float32)
    labels = load("labels.u8", np.uint8)

    def call():
        if name.startswith("auroc"):
            return {"auroc": float(roc_auc_score(labels, scores))}
        return {"averagePrecision": float(average_precision_score(labels, scores))}


before = peak()
times = []
for _ in range(1 if name.startswith("pixel") else 3):
    start = time.process_time()
    value = call()
    times.append(time.process_time() - start)
    if len(times) == 1:
        after = peak()
print(json.dumps({"cpuSeconds": times, "value": value, "peakMiB": after, "beforeMiB": before}))
