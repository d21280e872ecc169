"""The pipeline of anomaly.bench.ts in Python, step by step as DRAEM's loader does it: python anomaly.py TEXTURES

Perlin noise by numpy over the whole grid, its rotation and the texture's three operations by imgaug, the
blend by numpy in float32. Textures are decoded and resized beforehand (DRAEM reads and resizes a file each time).
"""
import json
import math
import sys
import time

import cv2
import imgaug.augmenters as iaa
import numpy as np

cv2.setNumThreads(1)
np.random.seed(1)
SIZE = 256
textures = np.fromfile(sys.argv[1], np.uint8).reshape(-1, SIZE, SIZE, 3)
operations = [
    iaa.GammaContrast((0.5, 2.0), per_channel=True),
    iaa.MultiplyAndAddToBrightness(mul=(0.8, 1.2), add=(-30, 30)),
    iaa.pillike.EnhanceSharpness(),
    iaa.AddToHueAndSaturation((-50, 50), per_channel=True),
    iaa.Solarize(0.5, threshold=(32, 128)),
    iaa.Posterize(),
    iaa.Invert(),
    iaa.pillike.Autocontrast(),
    iaa.pillike.Equalize(),
    iaa.Affine(rotate=(-45, 45)),
]
rotate = iaa.Sequential([iaa.Affine(rotate=(-90, 90))])


def noise(res):
    rows, columns = res
    angles = 2 * math.pi * np.random.rand(rows + 1, columns + 1)
    gradients = np.stack((np.cos(angles), np.sin(angles)), -1)
    cell = SIZE // rows, SIZE // columns
    grid = np.mgrid[0 : rows : rows / SIZE, 0 : columns : columns / SIZE].transpose(1, 2, 0) % 1
    tiled = np.repeat(np.repeat(gradients, cell[0], 0), cell[1], 1)

    def product(a, b):
        corner = tiled[a * cell[0] : a * cell[0] + SIZE, b * cell[1] : b * cell[1] + SIZE]
        return ((grid - (a, b)) * corner).sum(-1)

    t = 6 * grid**5 - 15 * grid**4 + 10 * grid**3
    left = product(0, 0) + t[..., 0] * (product(1, 0) - product(0, 0))
    right = product(0, 1) + t[..., 0] * (product(1, 1) - product(0, 1))
    return math.sqrt(2) * (left + t[..., 1] * (right - left))


def mask():
    turned = rotate(image=noise(2 ** np.random.randint(0, 6, 2)))
    return np.where(turned > 0.5, np.ones_like(turned), np.zeros_like(turned))[..., None]


def texture():
    chosen = np.random.choice(len(operations), 3, replace=False)
    change = iaa.Sequential([operations[i] for i in chosen])
    return change(image=textures[np.random.randint(len(textures))])


def pipeline(image):
    # the order of DRAEM: the texture first, then the mask, then the blend
    changed = texture()
    m = mask()
    t = changed.astype(np.float32) * m / 255.0
    b = np.random.rand() * 0.8
    blended = image * (1 - m) + (1 - b) * t + b * image * m
    return blended.astype(np.float32), m.astype(np.float32)


def measure(work, calls):
    for _ in range(20):
        work()
    times = []
    for _ in range(calls):
        start = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - start))
    return float(np.mean(times)), float(np.median(times))


image = textures[0].astype(np.float32) / 255.0
mean, median = measure(lambda: pipeline(image), 300)
parts = {"mask": measure(mask, 150)[0], "texture": measure(texture, 150)[0]}
print(json.dumps({"mean": mean, "median": median, "parts": parts}))
