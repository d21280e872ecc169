"""Clocks in PyTorch what speed.bench.ts clocks: the training step of the same network, batch 8, 256 px.

    python speed.py        (torch, torchvision)
"""

import time
from pathlib import Path

import torch
import torch.nn.functional as F

fixtures = Path(__file__).parent / "../test/fixtures"


def adl_step(layout=torch.contiguous_format):
    """The step, a function without arguments, in a memory layout of PyTorch's."""
    source = (fixtures / "network.py").read_text().split("torch.set_num_threads(2)")[0]
    network = {}
    exec(compile(source.replace("Path(__file__).parent", f"Path({str(fixtures)!r})"), "network.py", "exec"), network)
    weights = network["weights"]
    model = network["Network"]().train().to(memory_format=layout)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-4, weight_decay=1e-5)
    images = torch.rand(8, 3, 256, 256).to(memory_format=layout)
    masks = (torch.rand(8, 256, 256) < 0.05).float()
    labels = torch.tensor([0.0] * 4 + [1.0] * 4)

    def step():
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
        return loss.item()

    return step


if __name__ == "__main__":
    torch.set_num_threads(2)
    step, times = adl_step(), []
    for i in range(6):
        start = time.perf_counter()
        step()
        times.append(time.perf_counter() - start)
    print(f"PyTorch {torch.__version__}: training step, batch 8: {sorted(times[2:])[2] * 1000:.0f} ms")
