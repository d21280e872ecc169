"""The same workloads in PyTorch (eager) and OpenVINO: python peers.py WORKLOAD

Training steps of convolutions are clocked in both of PyTorch's memory layouts, its own and channels-last. Prints one JSON line an engine, as bench/clock.ts does. Two threads unless FLAWLENS_THREADS is set.
Not part of set-up: npm run bench runs it where FLAWLENS_PYTHON names a Python that has torch and timm.
"""
import json, os, sys, time
from pathlib import Path
import torch

THREADS = int(os.environ.get("FLAWLENS_THREADS", 2))
torch.set_num_threads(THREADS)
torch.manual_seed(1)
# Steps to warm up where ours are short, as in clock.ts.
LONG_WARM = 40


def clock(workload, engine, step, warm=8, repeats=7):
    start = time.perf_counter()
    step()
    first = 1000 * (time.perf_counter() - start)
    for _ in range(warm - 1):
        step()
    times, processor = [], []
    for _ in range(repeats):
        start, before = time.perf_counter(), time.process_time()
        step()
        times.append(1000 * (time.perf_counter() - start))
        processor.append(1000 * (time.process_time() - before))
    print(json.dumps({"workload": workload, "engine": engine, "ms": times, "cpuMs": processor, "firstMs": first}), flush=True)


LAYOUTS = {"PyTorch": torch.contiguous_format, "PyTorch channels-last": torch.channels_last}


def clock_layouts(workload, step_in, **options):
    """Clocks a training step, which `step_in` makes, in each memory layout."""
    for engine, layout in LAYOUTS.items():
        clock(workload, engine, step_in(layout), **options)


def conv_bn_relu(channels, filters, kernel, stride=1, bias=False):
    conv = torch.nn.Conv2d(channels, filters, kernel, stride, 1, bias=bias)
    return [conv, torch.nn.BatchNorm2d(filters), torch.nn.ReLU()]


def head(channels, widths, types):
    layers = []
    for width in widths:
        layers += conv_bn_relu(channels, width, 3, bias=True)
        channels = width
    return torch.nn.Sequential(*layers, torch.nn.Conv2d(channels, types, 1))


def small_encoder():
    layers, channels = [], 3
    for widths in ((16,), (32, 32), (64, 64)):
        for i, width in enumerate(widths):
            layers += conv_bn_relu(channels, width, 3 if i else 4, 1 if i else 2)
            channels = width
    return torch.nn.Sequential(*layers)


def maps_of(phi):
    return phi.square() / (torch.sqrt(phi.square() + 1) + 1)


def fcdd_loss(phi, labels, top):
    cells = maps_of(phi).flatten(2)
    z = cells.topk(round(top * cells.shape[2]), 2).values.mean(2) if top < 1 else cells.mean(2)
    z = z.clamp_min(1e-12)
    anomalous = torch.where(z <= 0.6931, -torch.log(-torch.expm1(-z)), -torch.log1p(-torch.exp(-z)))
    return ((1 - labels) * z + labels * anomalous).mean()


def training_step(model, inputs, types, top=1, layout=torch.contiguous_format):
    batch = len(inputs)
    labels = torch.zeros(batch, types)
    for i in range(batch // 2):
        labels[i, i % types] = 1
    return step_of(model, inputs, lambda phi: fcdd_loss(phi, labels, top), layout)


def step_of(model, inputs, loss_of, layout=torch.contiguous_format):
    model = model.train().to(memory_format=layout)
    inputs = inputs.to(memory_format=layout)
    optimizer = torch.optim.Adam(model.parameters(), 1e-4)

    def step():
        optimizer.zero_grad()
        loss = loss_of(model(inputs))
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


class Full(torch.nn.Module):
    """Inception-ResNet-v2 up to `repeat` and the paper's head, from image bytes to scores and maps."""

    def __init__(self):
        super().__init__()
        import timm

        self.body = torch.nn.Sequential(*list(timm.create_model("inception_resnet_v2").children())[:9])
        self.head = head(320, [512, 512], 8)

    def forward(self, images):
        maps = maps_of(self.head(self.body(images)))
        return maps.mean((2, 3)), maps


def fcdd_full():
    import openvino

    model = Full().eval()
    for batch in (1, 8):
        images = torch.rand(batch, 3, 299, 299)
        with torch.no_grad():
            clock(f"fcdd-full-b{batch}", "PyTorch eager", lambda: model(images))
        network = openvino.convert_model(model, example_input=images, input=[list(images.shape)])
        settings = {"INFERENCE_NUM_THREADS": THREADS, "INFERENCE_PRECISION_HINT": "f32"}
        request = openvino.compile_model(network, "CPU", settings).create_infer_request()
        clock(f"fcdd-full-b{batch}", "OpenVINO", lambda: request.infer([images.numpy()]))


def frozen_features():
    import openvino
    import timm
    from torchvision.models import feature_extraction
    from torchvision.models import resnet18 as resnet18_model

    stages = ["layer1", "layer2", "layer3", "layer4"]
    resnet = feature_extraction.create_feature_extractor(resnet18_model().eval(), stages)
    body = torch.nn.Sequential(*list(timm.create_model("inception_resnet_v2").children())[:9]).eval()
    for name, model, size in (
        ("resnet18-256", resnet, 256),
        ("inception-repeat-299", body, 299),
    ):
        for batch in (1, 8):
            images = torch.rand(batch, 3, size, size)
            with torch.no_grad():
                clock(f"{name}-b{batch}", "PyTorch eager", lambda: model(images))
            network = openvino.convert_model(model, example_input=images, input=[list(images.shape)])
            settings = {"INFERENCE_NUM_THREADS": THREADS, "INFERENCE_PRECISION_HINT": "f32"}
            request = openvino.compile_model(network, "CPU", settings).create_infer_request()
            clock(f"{name}-b{batch}", "OpenVINO", lambda: request.infer([images.numpy()]))


def fcdd_head():
    step = lambda layout: training_step(head(320, [512, 512], 8), torch.rand(8, 320, 25, 25), 8, layout=layout)
    clock_layouts("fcdd-head", step)


def quickstart_step():
    model = torch.nn.Sequential(small_encoder(), head(64, [64], 5))
    step = lambda layout: training_step(model, torch.rand(32, 3, 128, 128), 5, top=0.1, layout=layout)
    clock_layouts("quickstart-step", step, warm=LONG_WARM)


def matmul_peak():
    a, b = torch.rand(2, 2048, 2048)
    clock("matmul-peak", "PyTorch", lambda: a @ b, repeats=11)


def resnet18(side):
    import torchvision

    target = torch.arange(8) % 2
    model = torchvision.models.resnet18(num_classes=2)
    loss = lambda logits: torch.nn.functional.cross_entropy(logits, target)
    step = lambda layout: step_of(model, torch.rand(8, 3, side, side), loss, layout)
    clock_layouts(f"resnet18-{side}", step, warm=8 if side > 128 else LONG_WARM)


def vit():
    import timm

    model = timm.create_model("vit_base_patch16_224", num_classes=512)
    images = torch.rand(4, 3, 224, 224)
    clock("vit-b16", "PyTorch", step_of(model, images, lambda y: y.square().mean()), warm=2, repeats=5)


def adl_step():
    sys.path.append(str(Path(__file__).parent / "../packages/adl/bench"))
    from speed import adl_step as step_in

    clock_layouts("adl-step", step_in, warm=2, repeats=3)


def lora_step():
    sys.path.append(str(Path(__file__).parent / "../packages/alphaclip/bench"))
    from lora import lora_step as step

    clock("lora-step", "PyTorch", step(), warm=2, repeats=3)


def irv2_features():
    model = Full().body.eval()
    for batch in (1, 8):
        images = torch.rand(batch, 3, 299, 299)
        with torch.no_grad():
            clock(f"irv2-features-b{batch}", "PyTorch", lambda: model(images))


{
    "fcddHead": fcdd_head,
    "quickstartStep": quickstart_step,
    "fcddFull": fcdd_full,
    "frozenFeatures": frozen_features,
    "matmul-peak": matmul_peak,
    "resnet18-128": lambda: resnet18(128),
    "resnet18-256": lambda: resnet18(256),
    "vit-b16": vit,
    "adlStep": adl_step,
    "loraStep": lora_step,
    "irv2-features": irv2_features,
}[sys.argv[1]]()
