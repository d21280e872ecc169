"""Clocks in PyTorch what speed.bench.ts clocks: the training step of the same network, batch 8, 256 px.

    python speed.py        (torch, torchvision)
"""

import sys
import time
from pathlib import Path

import torch
import torch.nn.functional as F

here = Path(__file__).parent
source = (here / "../test/fixtures/network.py").read_text().split("torch.set_num_threads(2)")[0]
exec(compile(source.replace("here = Path(__file__).parent", "here = Path(%r)" % str(here / "../test/fixtures")), "network.py", "exec"))

torch.set_num_threads(2)
model = Network().train()
optimizer = torch.optim.Adam(model.parameters(), lr=2e-4, weight_decay=1e-5)
images = torch.rand(8, 3, 256, 256)
masks = (torch.rand(8, 256, 256) < 0.05).float()
labels = torch.tensor([0.0] * 4 + [1.0] * 4)
times = []
for i in range(6):
    start = time.perf_counter()
    out = model(images)
    s, p = out["scores"], out["probabilities"]
    target = p.detach()
    deviation = (1 - target) * s.abs() + target * (10 - s).clamp(min=0)
    classifier = F.binary_cross_entropy(p, labels, reduction="none")
    q = F.softmax(out["logits"], 1)
    q = (torch.stack([1 - masks, masks], 1).clamp(1e-5, 1 - 1e-5) * q).sum(1) + 1e-5
    loss = (weights(classifier) * classifier).mean() + (weights(deviation) * deviation).mean() + (-((1 - q) ** 2) * q.log()).mean()
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    times.append(time.perf_counter() - start)
print(f"PyTorch {torch.__version__}: training step, batch 8: {sorted(times[2:])[2] * 1000:.0f} ms")
