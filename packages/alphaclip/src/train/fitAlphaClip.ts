import { initParams, normalizeImages } from "@flawlens/backbones";
import type { ParamSpec, Params } from "@flawlens/backbones";
import type { RandomStream } from "@flawlens/sampling";
import { accumulateGradients, fit } from "@flawlens/training";
import type {
  Batch,
  CheckpointOptions,
  FitEvent,
  LoadedCheckpoint,
  Optimizer,
} from "@flawlens/training";
import { add, dispose, div, mul, tensor2d, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";

import type { RegionManifest } from "../data/regionRecord.ts";
import { towersSpec } from "../towers/towers.ts";
import type { Towers } from "../towers/towers.ts";
import { flipTogether } from "./flipTogether.ts";
import { regionBatches } from "./regionBatches.ts";
import { regionPixels } from "./regionPixels.ts";
import type { RegionAugmentation } from "./regionPixels.ts";
import {
  contrastiveTargets,
  supervisedContrastiveLoss,
  targetTensors,
  unitRows,
} from "./supervisedContrastiveLoss.ts";
import type { ContrastiveReading } from "./supervisedContrastiveLoss.ts";
import { textRows } from "./textRows.ts";

export interface FitAlphaClipOptions {
  /** The towers; entries of their specs that are `trainable` are trained. */
  towers: Towers;
  /** The parameters of the towers; they are not changed. Trainable ones that are missing are initialised. */
  params: Params;
  /** The regions; those of the split `train` are trained on. */
  regions: RegionManifest;
  /** Changes the parameters once a batch: `paperOptimizer(towers)`, or any other. It stays the caller's. */
  optimizer: Optimizer;
  /** The number of regions in a batch, which are compared with each other; default 64. */
  batchSize?: number;
  /**
   * The number of micro-batches that each batch is computed in; default 1. Each is a step of the run. The
   * gradient is the same, and less memory is needed.
   */
  microBatches?: number;
  /** τ; default 0.01. */
  temperature?: number;
  /** The reading of equation 5; default `"inclusive"`. */
  reading?: ContrastiveReading;
  /**
   * Equation 5 from images to texts, or the mean of it and the same from texts to images (inclusive).
   * Default `"both"` if the text tower is trained, which needs `microBatches` 1.
   */
  directions?: "imageToText" | "both";
  /** Changes image and mask together; default `flipTogether`, the paper's; null for none. */
  augmentation?: RegionAugmentation | null;
  /**
   * Chance that a region's mask is the whole image, as in Alpha-CLIP's own pretraining (a tenth): the
   * model then knows what to make of an image alone. Default 0.
   */
  wholeFraction?: number;
  /** Bytes of resized images kept in memory; default 256 MB. */
  keepBytes?: number;
  random: RandomStream;
  /** The number of micro-batches of the whole run; with `epochs`, whichever is reached first ends it. */
  steps?: number;
  epochs?: number;
  checkpoint?: CheckpointOptions;
  resume?: LoadedCheckpoint;
  signal?: AbortSignal;
}

interface RegionsBatch extends Batch {
  images: Tensor4D;
  alphas: Tensor4D;
  /** Embeddings of the batch's texts, or their ids if the text tower is trained. */
  texts: Tensor2D;
  weights: Tensor2D;
  mask: Tensor2D;
  /** Weights of each text's positives, if texts are compared with images too. */
  back?: Tensor2D;
  random: RandomStream;
}

/**
 * Trains towers on regions and their descriptions by the supervised contrastive loss (equation 5):
 * adapters and the alpha convolution of a CLIP as the paper does, or any other towers, from
 * scratch or not. Texts of a frozen tower are computed once. Tells events as `fit` does; the parameters
 * of `epoch` and `end` are those that were learnt: `{ ...params, ...event.params }` describes.
 *
 * A batch may be computed in micro-batches: an image's loss needs the texts of the whole batch and no
 * other image, so the gradients of the micro-batches add up to exactly that of the batch (except that
 * dropout draws anew).
 *
 * @throws {RangeError} If there is no region to train on, frozen parameters are missing, or an option
 *   cannot be.
 *
 * @example
 * const towers = clipTowers({ config, tokenizer, lora: paperLora });
 * const optimizer = paperOptimizer(towers);
 * for await (const event of fitAlphaClip({ towers, params, regions, optimizer, random: randomStream(1), epochs: 3 }))
 *   if (event.kind === "end") await saveAdapter("adapter.safetensors", config, { lora: paperLora, params: event.params });
 */
export async function* fitAlphaClip(options: FitAlphaClipOptions): AsyncGenerator<FitEvent, void> {
  const { towers, params, regions, random, reading } = options;
  const { batchSize = 64, microBatches = 1, temperature = 0.01, wholeFraction = 0 } = options;
  const { augmentation = flipTogether, keepBytes } = options;
  const { steps, epochs, checkpoint, resume, signal } = options;
  const { image: imageTower, text: textTower } = towers;
  const { imageSize: size } = imageTower;
  const learnsTexts = textTower.spec.some(({ trainable }) => trainable);
  const { directions = learnsTexts ? "both" : "imageToText" } = options;
  const chosen = regions.regions.filter(({ split }) => split === "train");
  if (!chosen.length)
    throw new RangeError(
      `fitAlphaClip: expected regions of the split train in ${regions.name}, got none`,
    );
  if (directions === "both" && microBatches > 1)
    throw new RangeError(
      `fitAlphaClip: expected microBatches to be 1, got ${microBatches}: a text's loss needs all images of its batch; give directions "imageToText"`,
    );
  const [forInit, forBatches] = [random.split(), random.split()];
  const batches = regionBatches({
    count: chosen.length,
    batchSize,
    microBatches,
    random: forBatches,
  });
  const { learnt, fresh, trainable } = learntParams(towers, params, forInit);
  const optimizer = accumulateGradients(borrowed(options.optimizer), microBatches);

  const textsOf = await textRows(
    options,
    chosen.map(({ description }) => description),
  );
  const pixelsOf = regionPixels(regions.root, { size, wholeFraction, augmentation, keepBytes });
  const nextBatch = async (): Promise<RegionsBatch> => {
    const micro = batches.next();
    const all = micro.batch.map((index) => chosen[index]);
    const anchors = all.slice(micro.from, micro.to);
    const images = new Float32Array(anchors.length * size * size * 3);
    const alphas = new Float32Array(anchors.length * size * size);
    for (const [i, region] of anchors.entries()) {
      const { image, alpha } = await pixelsOf(region, micro.random);
      images.set(image, i * size * size * 3);
      alphas.set(alpha, i * size * size);
    }
    const labels = all.map(({ description }) => description);
    const targets = contrastiveTargets(labels, { reading, from: micro.from, to: micro.to });
    return {
      ids: anchors.map(({ id }) => id),
      endsEpoch: micro.endsEpoch,
      images: tensor4d(images, [anchors.length, size, size, 3]),
      alphas: tensor4d(alphas, [anchors.length, size, size, 1]),
      texts: textsOf(labels),
      ...targetTensors(targets),
      ...(directions === "both" && { back: backWeights(labels) }),
      random: micro.random,
    };
  };

  try {
    yield* fit<RegionsBatch>({
      params: learnt,
      trainable,
      lossOf(changed, batch) {
        const all = { ...params, ...changed };
        const pixels = normalizeImages(div(batch.images, 255), imageTower.preprocessing);
        const { embeddings, updates } = imageTower.embed(all, pixels, batch.alphas, {
          training: { random: batch.random },
        });
        const images = unitRows(embeddings);
        const texts = learnsTexts ? unitRows(textTower.embed(all, batch.texts)) : batch.texts;
        const forth = supervisedContrastiveLoss(images, texts, batch, temperature);
        if (!batch.back) return { loss: forth, updates };
        const back = supervisedContrastiveLoss(texts, images, { weights: batch.back }, temperature);
        return { loss: mul(add(forth, back), 0.5), updates };
      },
      optimizer,
      nextBatch,
      data: batches,
      steps,
      epochs,
      checkpoint,
      resume,
      signal,
    });
  } finally {
    dispose(fresh);
    optimizer.dispose();
  }
}

/** The same optimiser, which is not disposed together with what uses it. */
function borrowed(optimizer: Optimizer): Optimizer {
  return {
    name: optimizer.name,
    update: (params, gradients) => optimizer.update(params, gradients),
    tensors: () => optimizer.tensors(),
    state: () => optimizer.state(),
    restore: (state, tensors) => optimizer.restore(state, tensors),
    dispose() {},
  };
}

/** The weight of each image as a positive of each text. */
function backWeights(labels: readonly string[]): Tensor2D {
  const { weights, anchors, texts } = contrastiveTargets(labels);
  return tensor2d(weights, [anchors, texts]);
}

/** The parameters that a run changes: those given, and initialised ones for the missing, in the order of the specs. */
function learntParams(
  towers: Towers,
  params: Params,
  random: RandomStream,
): { learnt: Params; fresh: Params; trainable: string[] } {
  const running = new Set(towers.image.running);
  const spec = towersSpec(towers).filter(({ kind }) => kind !== "counter");
  const changes = ({ name, trainable }: ParamSpec) => trainable || running.has(name);
  const missing = spec.filter(({ name }) => !(name in params));
  const frozen = missing.filter((each) => !changes(each));
  if (frozen.length)
    throw new RangeError(
      `fitAlphaClip: expected the parameters of ${towers.image.name} and ${towers.text.name} that do not learn, got ${frozen.length} missing: ` +
        frozen
          .slice(0, 3)
          .map(({ name }) => name)
          .join(", "),
    );
  const fresh = initParams(missing, { random });
  const changed = spec.filter(changes).map(({ name }) => name);
  return {
    learnt: Object.fromEntries(changed.map((name) => [name, params[name] ?? fresh[name]])),
    fresh,
    trainable: spec.filter(({ trainable }) => trainable).map(({ name }) => name),
  };
}
