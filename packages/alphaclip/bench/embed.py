"""Clocks in PyTorch what export.bench.ts clocks: embeddings by Alpha-CLIP's ViT-B/16 without adapters, eager.

    python embed.py        (torch; prints one JSON line a batch size)
"""

import json
import time

import torch
from torch import nn
from torch.nn import functional as F

from lora import SIZE, Tower

torch.set_num_threads(2)


class Plain(nn.Module):
    def __init__(self, adapted):
        super().__init__()
        self.weight, self.bias = adapted.weight, adapted.bias

    def forward(self, x):
        return F.linear(x, self.weight, self.bias)


tower = Tower().eval()
for block in tower.blocks:
    for name in ("in_proj", "out_proj", "c_fc", "c_proj"):
        setattr(block, name, Plain(getattr(block, name)))
for batch in (1, 8):
    images, alphas = torch.rand(batch, 3, SIZE, SIZE), torch.rand(batch, 1, SIZE, SIZE)
    times = []
    with torch.no_grad():
        for _ in range(3 + 40 // batch):
            start = time.perf_counter()
            tower(images, alphas)
            times.append(1000 * (time.perf_counter() - start))
    print(json.dumps({"engine": "PyTorch eager", "batch": batch, "ms": times[3:]}))
