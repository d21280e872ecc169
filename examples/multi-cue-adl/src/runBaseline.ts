import {
  type Adl,
  encode,
  evaluationParams,
  type Embeddings,
  fitPadim,
  fitPatchcore,
  patchEmbeddings,
  samplesSource,
  scorePadim,
  scorePatchcore,
} from "@flawlens/adl";
import { imageTensor } from "@flawlens/backbones";
import type { Manifest, Sample } from "@flawlens/datasets";
import type { RandomStream } from "@flawlens/sampling";
import type { Engine } from "@flawlens/tfjs-backend-ort";
import { tidy } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { showProgress } from "../../multitype-fcdd/src/progress.ts";
import type { Config } from "./config.ts";
import { judge, type Said } from "./judge.ts";
import type { Experiment } from "./openExperiment.ts";

const names = { patchcore: "PatchCore", padim: "PaDiM", adl: "" };

/**
 * Fits PatchCore or PaDiM on the two finest layers of the backbone as it is, on the images taken as
 * normal, and judges it by the same test images. Known anomalies are not used: these methods have no place for them.
 */
export async function runBaseline({
  model,
  experiment,
  config,
  random,
  seed,
  engine,
  out,
}: {
  model: Adl;
  experiment: Experiment;
  config: Config;
  random: RandomStream;
  seed: number;
  engine: Engine;
  out: string;
}): Promise<void> {
  const { manifest, nominal, validation, test } = experiment;
  const method = config.method as "patchcore" | "padim";
  const options =
    method === "patchcore"
      ? ({ pooled: true, enlarge: "bilinear" } as const)
      : ({ pooled: false, enlarge: "nearest" } as const);
  const { params, release } = await evaluationParams(model);
  const embed = (samples: Sample[], title: string) =>
    embedAll({ ...model, params }, manifest, samples, {
      ...options,
      title,
      contaminantQuality: config.contaminantQuality,
    });
  const start = performance.now();
  const train = await embed(nominal, "features");
  const size = model.inputSize;
  const scorer =
    method === "patchcore"
      ? await fitPatchcore(train, { fraction: config.coresetFraction, random }).then(
          (fitted) => (of: Embeddings) => scorePatchcore(fitted, of, size),
        )
      : (
          (fitted) => (of: Embeddings) =>
            scorePadim(fitted, of, size)
        )(fitPadim(train));
  const trained = performance.now();
  const scoreAll = async (samples: Sample[], title: string): Promise<Said[]> => {
    const said: Said[] = [];
    for await (const each of scorer(await embed(samples, title))) said.push(each);
    return said;
  };
  const calm = await scoreAll(
    validation.length > 0 ? validation : nominal.slice(0, 50),
    "thresholds",
  );
  const said = await scoreAll(test, "evaluating");
  release();
  await judge({
    method: names[method],
    manifest,
    samples: test,
    said,
    calibration: rangesOf(calm, config.falsePositiveFraction),
    size,
    counts: { train: nominal.length, validation: validation.length },
    engine,
    seed,
    seconds: { train: (trained - start) / 1000, evaluate: (performance.now() - trained) / 1000 },
    config,
    out,
  });
}

/** Embeddings of the two finest layers, batch by batch. */
async function embedAll(
  model: Adl,
  manifest: Manifest,
  samples: Sample[],
  {
    title,
    contaminantQuality,
    ...options
  }: Parameters<typeof patchEmbeddings>[1] & Pick<Config, "contaminantQuality"> & { title: string },
): Promise<Embeddings> {
  const source = samplesSource(manifest, samples, {
    size: model.inputSize,
    keepBytes: 0,
    contaminantQuality,
  });
  const bar = showProgress(title, samples.length);
  const parts: Float32Array[] = [];
  let [height, width, channels] = [0, 0, 0];
  for (let from = 0; from < samples.length; from += 8) {
    const count = Math.min(8, samples.length - from);
    const images = await Promise.all(
      Array.from({ length: count }, (_, i) => source.read(from + i)),
    );
    const joined = tidy(() => {
      const idOf = (i: number) => samples[from + i].id;
      const input = imageTensor(images, model.inputSize, { idOf });
      const { features } = encode(model, model.params, input, { training: false });
      return patchEmbeddings(features.slice(0, 2), options) as Tensor4D;
    });
    [, height, width, channels] = joined.shape;
    parts.push((await joined.data()) as Float32Array);
    joined.dispose();
    bar.update(from + count);
  }
  bar.stop();
  const data = new Float32Array(samples.length * height * width * channels);
  let at = 0;
  for (const part of parts) {
    data.set(part, at);
    at += part.length;
  }
  return { data, images: samples.length, height, width, size: channels };
}

/** Threshold and ranges from images taken as normal, as the detector's own. */
function rangesOf(calm: readonly Said[], fraction: number) {
  const scores = calm.map(({ score }) => score).sort((a, b) => a - b);
  const peaks = calm
    .map(({ map }) => Array.from(map.data).reduce((a, b) => Math.max(a, b)))
    .sort((a, b) => a - b);
  const at = (sorted: number[], share: number) => sorted[Math.floor(share * (sorted.length - 1))];
  const threshold = at(scores, 1 - fraction) * (1 + 1e-9);
  const [middle, high] = [at(peaks, 0.5), at(peaks, 1 - fraction)];
  return {
    threshold,
    scoreRange: [at(scores, 0.5), 2 * threshold - at(scores, 0.5) + 1e-6] as [number, number],
    mapRange: [middle / 2, high + 1e-6] as [number, number],
    mapThreshold: high,
  };
}
