import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { initParams, smallConvNetwork } from "@flawlens/backbones";
import type { Manifest, Sample } from "@flawlens/datasets";
import { calibrate, exportDetector, memorySource } from "@flawlens/detector";
import { createFcdd, fitFcdd, maxScore, networkEncoder } from "@flawlens/fcdd";
import { randomStream } from "@flawlens/sampling";
import { useEngine } from "@flawlens/tfjs-backend-ort";
import { adam } from "@flawlens/training";
import { png } from "../../inference/test/png.ts";

const side = 24;
const rule = { rule: "f1Max" } as const;

/** How many images of each kind there are on each side. */
const kinds = [
  { split: "train", kind: "normal", count: 16 },
  { split: "train", kind: "bright", count: 6 },
  { split: "validation", kind: "normal", count: 6 },
  { split: "validation", kind: "bright", count: 3 },
  { split: "test", kind: "normal", count: 3 },
  { split: "test", kind: "bright", count: 2 },
  { split: "test", kind: "stain", count: 3 },
] as const;

/**
 * The folder of a run whose detector, of MultiTypeFCDD with a frozen encoder of random weights, finds bright squares on
 * grey noise. Yellow stains are harmless; training showed none, and it takes them for squares.
 */
export async function tinyRun(folder: string): Promise<Manifest> {
  await useEngine("ort");
  const random = randomStream(3);
  const network = smallConvNetwork({ widths: [[8], [8]], size: side });
  const encoder = networkEncoder(network, { layers: ["stages.1"] });
  const model = createFcdd({
    encoder,
    encoderParams: initParams(encoder.spec, { random }),
    types: ["square", "other"],
    inputSize: side,
    scoring: maxScore,
    random,
    settings: {
      head: { widths: [16], kernel: 1, normalizeInput: true, dropout: 0 },
      maps: "pseudoHuber",
      smoothing: null,
      loss: "equation3",
      topFraction: 0.1,
      labelLoss: "all",
      maskWeight: 0,
    },
  });
  const images = kinds.flatMap(({ split, kind, count }) =>
    Array.from({ length: count }, (_, i) => {
      const data = picture(kind, random);
      const sample: Sample = {
        id: `${split}-${kind}-${i}`,
        category: "noise",
        split,
        label: kind === "bright" ? 1 : 0,
        defectTypes: kind === "bright" ? ["square"] : [],
        image: `images/${split}-${kind}-${i}.png`,
        mask: null,
      };
      return { sample, data };
    }),
  );
  // A second type, without which there would be nothing to mark: one black image teaches it.
  const black = { split: "train", data: new Uint8Array(side * side * 3), id: "black", label: 1, defectTypes: ["other"] } as const; // prettier-ignore
  const sourceOf = (wanted: string) =>
    memorySource(
      [...images.map(({ sample, data }) => ({ ...sample, data })), black]
        .filter(({ split }) => split === wanted)
        .map(({ id, label, defectTypes, data }) => {
          const size = { height: side, width: side };
          const image = { data, ...size, channels: 3 as const, original: size };
          return { id, label, defectTypes, image };
        }),
    );
  const source = sourceOf("train");
  const options = { source, steps: 120, batchSize: 16, random, optimizer: adam({ learningRate: 1e-2 }) }; // prettier-ignore
  for await (const _ of fitFcdd(model, options));
  const calibration = await calibrate(model, sourceOf("validation"), { threshold: rule });
  await mkdir(join(folder, "images"), { recursive: true });
  for (const { sample, data } of images)
    await writeFile(join(folder, sample.image), png(data, side, side));
  await exportDetector(model, calibration, join(folder, "detector.onnx"), {
    images: [await source.read(0)],
    seed: 3,
    dataset: { name: "noise", hash: "0" },
    config: { threshold: rule },
  });
  const manifest: Manifest = {
    name: "noise",
    root: ".",
    layout: "made",
    defectTypes: ["square", "other"],
    categories: ["noise"],
    samples: images.map(({ sample }) => sample),
  };
  await writeFile(join(folder, "manifest.json"), JSON.stringify(manifest));
  return manifest;
}

/** Grey noise; on it, somewhere, a bright square or a yellow stain. */
function picture(kind: "normal" | "bright" | "stain", random: () => number): Uint8Array {
  const data = Uint8Array.from({ length: side * side * 3 }, () => 110 + random() * 20);
  if (kind === "normal") return data;
  const [left, top] = [0, 1].map(() => Math.floor(random() * (side - 8)));
  for (let y = top; y < top + 8; y++)
    for (let x = left; x < left + 8; x++) {
      const at = 3 * (y * side + x);
      data.fill(250, at, at + 3);
      if (kind === "stain") data[at + 2] = 150; // yellow
    }
  return data;
}
