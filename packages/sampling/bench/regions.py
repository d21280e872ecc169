"""scikit-learn's DBSCAN on the mask of regions.bench.ts: python regions.py MASK LABELS"""
import json
import sys
import time

import numpy as np
from sklearn.cluster import DBSCAN

mask = np.fromfile(sys.argv[1], np.uint8).reshape(1024, 1024)
times = []
for _ in range(3):
    start = time.perf_counter()
    points = np.argwhere(mask)
    found = DBSCAN(eps=3, min_samples=5).fit(points).labels_
    times.append(1000 * (time.perf_counter() - start))
labels = np.full(mask.shape, -1, np.int32)
labels[mask > 0] = found
labels.tofile(sys.argv[2])
print(json.dumps({"ms": times}))
