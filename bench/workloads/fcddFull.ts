// Inference of the whole paper network (5.5 M parameters, 299 px) from its exported file.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { initParams } from "@flawlens/backbones";
import { calibrateImages, exportDetector } from "@flawlens/detector";
import { createFcdd, inceptionResnetV2Encoder } from "@flawlens/fcdd";
import { loadDetector } from "@flawlens/inference";
import { randomStream } from "@flawlens/sampling";
import { useEngine } from "@flawlens/tfjs-backend-ort";
import { clock } from "../clock.ts";

await useEngine();
const random = randomStream(1);
const encoder = inceptionResnetV2Encoder();
const types = Array.from({ length: 8 }, (_, i) => `type ${i}`);
const model = createFcdd({
  encoder,
  types,
  random,
  encoderParams: initParams(encoder.spec, { random }),
});
const { height, width } = model.inputSize;
const pixels = (count: number): Uint8Array =>
  Uint8Array.from({ length: count * height * width * 3 }, () => Math.floor(256 * random()));
const nothing = {
  id: "nothing",
  label: 0 as const,
  scores: new Float32Array(8),
  peaks: new Float32Array(8),
  labels: new Uint8Array(8),
  anyPeak: 0,
};
const calibration = calibrateImages(model, [nothing]);
const folder = await mkdtemp(join(tmpdir(), "flawlens-bench-"));
try {
  const file = join(folder, "detector.onnx");
  await exportDetector(model, calibration, file, {
    images: [{ data: pixels(1), height, width, channels: 3, original: { height, width } }],
    seed: 1,
    dataset: { name: "noise", hash: "none" },
  });
  const detector = await loadDetector(file);
  for (const batch of [1, 8]) {
    const images = pixels(batch);
    await clock(`fcdd-full-b${batch}`, "exported file", () =>
      detector.raw(images, ["scores", "maps"]),
    );
  }
} finally {
  await rm(folder, { recursive: true });
}
