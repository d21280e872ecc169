"""Clocks in PyTorch what lora.bench.ts clocks: one LoRA step of Alpha-CLIP's ViT-B/16 image tower.

    python lora.py [BATCH] [MODEL]        (torch; MODEL is vitB16 or vitL14At336)

Batch 8, rank 64, dropout 0.1, AdamW, weights and images by the rule of backbones/test/ruleParams.ts. The
attention is torch's own fused one, which the released code does without.
"""

import json
import resource
import sys
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

sys.path.insert(0, str(Path(__file__).parent / "../../backbones/test/fixtures"))
from rule import rule_range, rule_value

GIVEN = sys.argv[1:] if __name__ == "__main__" else []
BATCH = int(GIVEN[0]) if len(GIVEN) > 0 else 8
MODEL = GIVEN[1] if len(GIVEN) > 1 else "vitB16"
DROPOUT = float(GIVEN[2]) if len(GIVEN) > 2 else 0.1
SIZE, PATCH, WIDTH, LAYERS, EMBEDDING = {
    "vitB16": (224, 16, 768, 12, 512),
    "vitL14At336": (336, 14, 1024, 24, 768),
}[MODEL]
RANK, SCALE = 64, 1.0


def parameter(name, *shape, trained=False):
    value = rule_value(name, shape)
    return nn.Parameter(value, requires_grad=trained)


class Lora(nn.Module):
    """A frozen linear map with an adapter of each of its adapted parts."""

    def __init__(self, name, out, inputs, parts=(True,)):
        super().__init__()
        separator = "_" if name.endswith("in_proj") else "."
        self.weight = parameter(f"{name}{separator}weight", out, inputs)
        self.bias = parameter(f"{name}{separator}bias", out)
        self.parts, count = parts, sum(parts)
        self.a = parameter(f"{name}.lora_A", count * RANK, inputs, trained=True)
        self.b = parameter(f"{name}.lora_B", out // len(parts) * count, RANK, trained=True)

    def forward(self, x):
        base = F.linear(x, self.weight, self.bias)
        low = F.linear(F.dropout(x, DROPOUT), self.a)
        if len(self.parts) == 1:
            return base + SCALE * F.linear(low, self.b)
        lows, maps = low.split(RANK, -1), self.b.split(self.weight.shape[1])
        changes = iter([F.linear(l, b) for l, b in zip(lows, maps)])
        zeros = torch.zeros(*x.shape[:-1], self.weight.shape[1])
        return base + SCALE * torch.cat([next(changes) if part else zeros for part in self.parts], -1)


class Norm(nn.Module):
    def __init__(self, name):
        super().__init__()
        self.weight, self.bias = parameter(f"{name}.weight", WIDTH), parameter(f"{name}.bias", WIDTH)

    def forward(self, x):
        return F.layer_norm(x, (WIDTH,), self.weight, self.bias)


class Block(nn.Module):
    def __init__(self, at):
        super().__init__()
        self.ln_1, self.ln_2 = Norm(f"{at}.ln_1"), Norm(f"{at}.ln_2")
        self.in_proj = Lora(f"{at}.attn.in_proj", 3 * WIDTH, WIDTH, (True, False, True))
        self.out_proj = Lora(f"{at}.attn.out_proj", WIDTH, WIDTH)
        self.c_fc = Lora(f"{at}.mlp.c_fc", 4 * WIDTH, WIDTH)
        self.c_proj = Lora(f"{at}.mlp.c_proj", WIDTH, 4 * WIDTH)

    def forward(self, x):
        n, tokens, _ = x.shape
        q, k, v = self.in_proj(self.ln_1(x)).view(n, tokens, 3, -1, 64).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(n, tokens, WIDTH)
        x = x + self.out_proj(mixed)
        hidden = self.c_fc(self.ln_2(x))
        return x + self.c_proj(hidden * torch.sigmoid(1.702 * hidden))


class Tower(nn.Module):
    def __init__(self):
        super().__init__()
        grid = SIZE // PATCH
        self.conv1 = parameter("visual.conv1.weight", WIDTH, 3, PATCH, PATCH)
        self.conv1_alpha = parameter("visual.conv1_alpha.weight", WIDTH, 1, PATCH, PATCH, trained=True)
        self.class_embedding = parameter("visual.class_embedding", WIDTH)
        self.positional_embedding = parameter("visual.positional_embedding", grid**2 + 1, WIDTH)
        self.ln_pre, self.ln_post = Norm("visual.ln_pre"), Norm("visual.ln_post")
        self.blocks = nn.Sequential(*(Block(f"visual.transformer.resblocks.{i}") for i in range(LAYERS)))
        self.proj = parameter("visual.proj", WIDTH, EMBEDDING)

    def forward(self, images, alphas):
        patches = F.conv2d(images, self.conv1, stride=PATCH) + F.conv2d(alphas, self.conv1_alpha, stride=PATCH)
        tokens = patches.flatten(2).transpose(1, 2)
        first = self.class_embedding.expand(len(images), 1, WIDTH)
        x = self.blocks(self.ln_pre(torch.cat([first, tokens], 1) + self.positional_embedding))
        return self.ln_post(x[:, 0]) @ self.proj


def tensor(name, *shape):
    return torch.from_numpy(rule_range(name, int(torch.tensor(shape).prod()), -1, 1)).view(shape)


def lora_step():
    """The step, a function without arguments that returns its loss."""
    tower = Tower()
    images = tensor("images", BATCH, SIZE, SIZE, 3).permute(0, 3, 1, 2).contiguous()
    alphas = (tensor("alphas", BATCH, 1, SIZE, SIZE) > 0).float().sub(0.5).div(0.26)
    texts = F.normalize(tensor("texts", BATCH, EMBEDDING), dim=1)
    trained = dict(tower.named_parameters())
    rest = [p for name, p in trained.items() if p.requires_grad and name != "conv1_alpha"]
    groups = [{"params": [tower.conv1_alpha], "lr": 1e-4}, {"params": rest, "lr": 1e-6}]
    optimizer = torch.optim.AdamW(groups, weight_decay=1e-4, fused=True)

    def step():
        optimizer.zero_grad()
        logits = F.normalize(tower(images, alphas), dim=1) @ texts.T / 0.01
        loss = F.cross_entropy(logits, torch.arange(BATCH))
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


if __name__ == "__main__":
    torch.set_num_threads(2)
    torch.manual_seed(1)
    step, times, losses = lora_step(), [], []
    for i in range(5):
        start = time.perf_counter()
        losses.append(step())
        times.append(1000 * (time.perf_counter() - start))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(json.dumps({"engine": "PyTorch", "ms": times[1:], "losses": losses, "gib": [peak]}))
