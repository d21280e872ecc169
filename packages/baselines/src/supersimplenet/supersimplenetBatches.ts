import type { ImageSource } from "@flawlens/detector";
import { balancedSampler, weightedSampler } from "@flawlens/sampling";
import type { RandomStream, Sampler } from "@flawlens/sampling";
import { sampledBatches } from "@flawlens/training";
import type { FeatureCache, FeaturesEvent } from "@flawlens/training";
import { tensor2d, tensor4d, tidy } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { keptFeatures } from "../shared/keptFeatures.ts";
import { replaceParams } from "../shared/replaceParams.ts";
import { channelStatistics } from "../shared/standardize.ts";
import type { Batches } from "../shared/trainingEvents.ts";
import { gridMask } from "./gridMask.ts";
import { noisyCopies } from "./noisyCopies.ts";
import type { KnownImage, NoiseOptions } from "./noisyCopies.ts";
import type { Supersimplenet } from "./supersimplenet.ts";
import type { SupersimplenetBatch } from "./supersimplenetLoss.ts";

/** The images of a training, and how they are drawn. */
export interface BatchOptions {
  normal: ImageSource;
  /** Known anomalies, in all versions that are drawn; none may be. */
  anomalous: ImageSource;
  anomalousFraction: number;
  batchSize: number;
  noise: Pick<NoiseOptions, "deviation" | "threshold">;
  /** Whether channel statistics are measured before the first step. */
  measure: boolean;
  maxBytes: number;
  random: RandomStream;
  signal: AbortSignal | undefined;
  caller: string;
}

/**
 * Computes the features of all images once, then makes batches of them, with noise of their own. Without known
 * anomalies images come in shuffled passes; with some, each draw is an anomaly with the chance that is asked for.
 */
export async function* supersimplenetBatches(
  detector: Supersimplenet,
  options: BatchOptions,
): AsyncGenerator<FeaturesEvent, Batches<SupersimplenetBatch>> {
  const { normal, anomalous, batchSize, noise, measure, maxBytes, random, signal, caller } =
    options;
  const { layers, params, inputSize, grid, size, join } = detector;
  const normals = normal.samples.length;
  const samples = [...normal.samples, ...anomalous.samples];
  const cache = yield* keptFeatures(layers, params, {
    total: samples.length,
    read: (entry) => (entry < normals ? normal.read(entry) : anomalous.read(entry - normals)),
    idOf: (entry) => samples[entry].id,
    inputSize,
    maxBytes,
    caller,
    signal,
  });
  if (measure && !signal?.aborted) {
    const entries = Array.from({ length: normals }, (_, i) => i);
    replaceParams(detector, await channelStatistics(cache, entries, join));
  }
  const images = await knownImagesOf(options, grid);
  return sampledBatches<SupersimplenetBatch>({
    sampler: samplerOf(options, random.split()),
    batchSize,
    random: random.split(),
    load(indices, drawn) {
      const copies = noisyCopies(indices.map((i) => images[i]), drawn, { ...noise, grid, size }); // prettier-ignore
      const count = 2 * indices.length;
      const { height, width } = grid;
      return {
        ids: indices.map((i) => samples[i].id),
        features: joined(cache, indices, detector),
        noise: tensor4d(copies.noise, [count, height, width, size]),
        anomalous: tensor4d(copies.anomalous, [count, height, width, 1]),
        labels: tensor2d(copies.labels, [count, 1]),
        known: tensor4d(copies.known, [count, 1, 1, 1]),
      };
    },
  });
}

function joined(
  cache: FeatureCache<Tensor4D>,
  indices: readonly number[],
  { join }: Supersimplenet,
): Tensor4D {
  return tidy(() => join.join(cache.batch(indices)));
}

async function knownImagesOf(
  { normal, anomalous }: BatchOptions,
  grid: { height: number; width: number },
): Promise<KnownImage[]> {
  const none = new Uint8Array(grid.height * grid.width);
  const images: KnownImage[] = normal.samples.map(() => ({ label: 0, mask: none }));
  for (let i = 0; i < anomalous.samples.length; i++) {
    const mask = await anomalous.readMask(i);
    images.push({ label: 1, mask: mask && gridMask(mask, grid) });
  }
  return images;
}

function samplerOf(
  { normal, anomalous, anomalousFraction }: BatchOptions,
  random: RandomStream,
): Sampler {
  const counts = [normal.samples.length, anomalous.samples.length];
  const indices = Array.from({ length: counts[0] + counts[1] }, (_, i) => i);
  if (counts[1] === 0) return balancedSampler({ groups: [indices], random });
  return weightedSampler({
    weights: indices.map((i) =>
      i < counts[0] ? (1 - anomalousFraction) / counts[0] : anomalousFraction / counts[1],
    ),
    random,
    epochLength: epochDraws(counts[0], counts[1], anomalousFraction),
  });
}

/** Draws in an epoch: one pass over the normal images, or, with known anomalies, as many as show each of these once. */
export function epochDraws(normal: number, anomalous: number, anomalousFraction: number): number {
  return anomalous === 0 ? normal : Math.ceil(anomalous / anomalousFraction);
}
