"""The epochs of loading.bench.ts in torchvision's DataLoader: python peers.py FOLDER EPOCHS WORKERS"""
import json
import pathlib
import resource
import sys
import time

import torch
from PIL import Image
from torchvision import transforms

folder, epochs, workers = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
torch.set_num_threads(1)


class Files(torch.utils.data.Dataset):
    """What ImageFolder does, to bytes as ours: Pillow decodes and resizes, bilinear with antialiasing."""

    def __init__(self):
        self.files = sorted(folder.iterdir())
        self.transform = transforms.Compose([transforms.Resize((256, 256)), transforms.PILToTensor()])

    def __len__(self):
        return len(self.files)

    def __getitem__(self, i):
        with Image.open(self.files[i]) as image:
            return self.transform(image.convert("RGB"))


def ticks(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


def cpu(loader):
    """CPU seconds of this process and its workers so far."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    pids = [worker.pid for worker in loader._iterator._workers] if workers and loader._iterator else []
    return own.ru_utime + own.ru_stime + sum(ticks(pid) for pid in pids)


if __name__ == "__main__":
    files = Files()
    loader = torch.utils.data.DataLoader(files, batch_size=16, num_workers=workers, persistent_workers=workers > 0)
    measured = []
    for epoch in range(epochs + 1):
        start, before = time.perf_counter(), cpu(loader)
        for batch in loader:
            batch[0, 0, 0, 0].item()
        seconds, used = time.perf_counter() - start, cpu(loader) - before
        if epoch > 0:
            measured.append({"imagesPerSecond": len(files) / seconds, "cpuMsPerImage": 1000 * used / len(files)})
    print(json.dumps(measured))
