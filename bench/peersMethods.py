"""anomalib's methods on the images and the network of a run of ours:

    python peersMethods.py RUN --data DATA --weights model.safetensors [--methods Patchcore,Padim] [--size 256]

RUN is the folder of a run (`flawlens train` or a run of `flawlens sweep`), whose manifest.json says which images are
trained on and which are tested; DATA is the data set it names; the weights are EfficientNet-Lite0's under timm's names.
Prints one JSON line a method: AUROC of images and pixels and AUPRO by anomalib's own metrics, seconds of fitting, and
CPU seconds of fitting. Layers of strides 8 and 16, images resized to SIZE x SIZE without a crop, and each method's own
defaults otherwise, but for the numbers below: PatchCore keeps 1 % of the patches, as ours does, and the trained methods
have as many passes as are said here. Two threads unless FLAWLENS_THREADS is set. Needs anomalib 2.7; not part of set-up.
"""
import argparse, json, logging, os, resource, sys, tempfile, time, warnings
from pathlib import Path

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)
import timm
import torch
from safetensors.torch import load_file

torch.set_num_threads(int(os.environ.get("FLAWLENS_THREADS", 2)))
parser = argparse.ArgumentParser()
parser.add_argument("run")
parser.add_argument("--data", required=True)
parser.add_argument("--weights", required=True)
parser.add_argument("--methods", default="Patchcore,Padim,MHPatchcore,Supersimplenet,Cflow")
parser.add_argument("--size", type=int, default=256)
parser.add_argument("--seed", type=int, default=1)
given = parser.parse_args()

network, layers = "tf_efficientnet_lite0", ["blocks.2", "blocks.4"]
create = timm.create_model


def with_weights(name, *args, pretrained=False, **kwargs):
    model = create(name, *args, pretrained=False, **kwargs)
    if name == network:
        missing = model.load_state_dict(load_file(given.weights), strict=False).missing_keys
        assert all(key.endswith("num_batches_tracked") for key in missing), missing
    return model


timm.create_model = with_weights

from anomalib import models
from anomalib.data import Folder
from anomalib.engine import Engine
from anomalib.metrics import AUPRO, AUROC, Evaluator
from anomalib.pre_processing import PreProcessor
from lightning.pytorch import Trainer, seed_everything
from torchvision.transforms.v2 import Compose, InterpolationMode, Normalize, Resize

samples = json.loads((Path(given.run) / "manifest.json").read_text())["samples"]
root = Path(tempfile.mkdtemp())


def link(sample, folder):
    source = Path(given.data).resolve() / sample["image"]
    name = sample["id"].replace("/", "_")
    (root / folder).mkdir(parents=True, exist_ok=True)
    (root / folder / (name + source.suffix)).symlink_to(source)
    if folder == "bad":
        mask = Path(given.data).resolve() / sample["mask"]
        (root / "masks").mkdir(exist_ok=True)
        (root / "masks" / (name + mask.suffix)).symlink_to(mask)


for sample in samples:
    if sample["split"] == "train" and sample["label"] == 0:
        assert "noise" not in sample, "peersMethods.py: expected a run without planted anomalies"
        link(sample, "good")
    if sample["split"] == "test":
        link(sample, "bad" if sample["label"] else "good-test")

recipes = {
    "Patchcore": (lambda **o: models.Patchcore(coreset_sampling_ratio=0.01, **o), 1),
    "Padim": (lambda **o: models.Padim(n_features=100, **o), 1),
    "MHPatchcore": (lambda **o: models.MHPatchcore(**o), 3),
    "Supersimplenet": (lambda **o: models.Supersimplenet(**o), 25),
    "Cflow": (lambda **o: models.Cflow(**o), 6),
}


def squeeze(network):
    """Brings scores between 0 and 1 in their order: the metric would take them through a sigmoid, where they all tie."""
    forward = network.forward

    def between(*args, **kwargs):
        out = forward(*args, **kwargs)
        if not hasattr(out, "_replace"):
            return out
        to01 = lambda x: 0.5 + 0.5 * x / (1 + x.abs())
        return out._replace(pred_score=to01(out.pred_score), anomaly_map=to01(out.anomaly_map))

    network.forward = between


def cpu():
    return sum(resource.getrusage(resource.RUSAGE_SELF)[:2])


for method in given.methods.split(","):
    seed_everything(given.seed, verbose=False)
    make, epochs = recipes[method]
    size = (given.size, given.size)
    evaluator = Evaluator(
        test_metrics=[
            AUROC(fields=["pred_score", "gt_label"], prefix="image_"),
            AUROC(fields=["anomaly_map", "gt_mask"], prefix="pixel_"),
            AUPRO(fields=["anomaly_map", "gt_mask"], prefix="pixel_"),
        ]
    )
    steps = [Resize(size, InterpolationMode.BICUBIC, antialias=True), Normalize([0.5] * 3, [0.5] * 3)]
    model = make(
        backbone=network,
        layers=layers,
        pre_processor=PreProcessor(transform=Compose(steps)),
        evaluator=evaluator,
        post_processor=False,
        visualizer=False,
    )
    data = Folder(
        "data",
        root=root,
        normal_dir="good",
        normal_test_dir="good-test",
        abnormal_dir="bad",
        mask_dir="masks",
        train_batch_size=8,
        eval_batch_size=8,
        num_workers=0,
        val_split_mode="none",
        seed=given.seed,
    )
    engine = Engine(
        max_epochs=epochs,
        accelerator="cpu",
        logger=False,
        barebones=False,
        enable_progress_bar=False,
        default_root_dir=tempfile.mkdtemp(),
        limit_val_batches=0,
        num_sanity_val_steps=0,
    )
    start, before = time.perf_counter(), cpu()
    try:
        engine.fit(model, datamodule=data)
        fitted, used = time.perf_counter() - start, cpu() - before
        squeeze(model.model)
        (result,) = engine.test(model, datamodule=data, verbose=False)
    except Exception as error:
        print(json.dumps({"method": method, "error": f"{type(error).__name__}: {error}"[:300]}), flush=True)
        continue
    row = {key: round(float(value), 4) for key, value in result.items()}
    print(json.dumps({"method": method, "epochs": epochs, **row, "seconds": round(fitted, 1), "cpuSeconds": round(used, 1)}), flush=True)
