import { join } from "node:path";

import { normalizeImages } from "@flawlens/backbones";
import type { ClipConfig, Params } from "@flawlens/backbones";
import { readImage } from "@flawlens/datasets";
import type { RandomStream } from "@flawlens/sampling";
import { accumulateGradients, adamW, fit } from "@flawlens/training";
import type { Batch, CheckpointOptions, FitEvent, LoadedCheckpoint } from "@flawlens/training";
import { div, tensor2d, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";

import { regionMask } from "../data/regionMask.ts";
import type { RegionManifest } from "../data/regionRecord.ts";
import { initLora, loraLinear } from "../lora/lora.ts";
import type { LoraConfig } from "../lora/lora.ts";
import { ALPHA_CONV, alphaClipImage } from "../model/alphaClip.ts";
import type { ClipTokenizer } from "../tokenizer/clipTokenizer.ts";
import { alphaInput } from "../use/alphaInput.ts";
import { createAlphaClip } from "../use/createAlphaClip.ts";
import { resizeBicubic } from "../use/resizeBicubic.ts";
import { flipTogether } from "./flipTogether.ts";
import { regionBatches } from "./regionBatches.ts";
import {
  contrastiveTargets,
  supervisedContrastiveLoss,
  targetTensors,
  unitRows,
} from "./supervisedContrastiveLoss.ts";
import type { ContrastiveReading } from "./supervisedContrastiveLoss.ts";

export interface FitAlphaClipOptions {
  config: ClipConfig;
  /** Of `alphaClipSpec(config)`; not changed. */
  params: Params;
  tokenizer: ClipTokenizer;
  /** Its regions of the split `train` are learnt. */
  regions: RegionManifest;
  lora: LoraConfig;
  /** Chance that an input of an adapter is dropped; default 0.1. */
  dropout?: number;
  /** Step size of the alpha convolution; default 1e-4, the paper's. */
  alphaLearningRate?: number;
  /** Step size of the adapters; default 1e-6, the paper's: small tests want 1e-3. */
  loraLearningRate?: number;
  /** Default 1e-4. */
  weightDecay?: number;
  /** Regions compared with each other; default 64. */
  batchSize?: number;
  /** Parts a batch is computed in, each a step of the run; default 1. The gradient is the same. */
  parts?: number;
  /** τ; default 0.01. */
  temperature?: number;
  /** How equation 5 is read; default `"inclusive"`. */
  reading?: ContrastiveReading;
  /** Whether images and masks are flipped, together; default true. */
  flips?: boolean;
  random: RandomStream;
  /** Parts in all; with `epochs`, the first to be reached ends the run. */
  steps?: number;
  epochs?: number;
  checkpoint?: CheckpointOptions;
  resume?: LoadedCheckpoint;
  signal?: AbortSignal;
}

interface RegionsBatch extends Batch {
  images: Tensor4D;
  alphas: Tensor4D;
  texts: Tensor2D;
  weights: Tensor2D;
  mask: Tensor2D;
  random: RandomStream;
}

/**
 * Fine-tunes Alpha-CLIP's image tower on regions and their descriptions: low-rank adapters and the
 * alpha convolution learn by AdamW with their own step sizes, the rest stays, the texts' embeddings are
 * computed once. Tells events as `fit` does; the parameters of `epoch` and `end` are an adapter's.
 *
 * A batch may be computed in `parts`: an image's loss needs the texts of the whole batch and no other
 * image, so the parts' gradients add up to exactly the batch's (dropout aside, which draws anew).
 *
 * @throws {RangeError} If there is no region to train on, or an option cannot be.
 *
 * @example
 * for await (const event of fitAlphaClip({ config, params, tokenizer, regions, lora: paperLora, random: randomStream(1), epochs: 3 }))
 *   if (event.kind === "end") await saveAdapter("adapter.safetensors", config, { lora: paperLora, params: event.params });
 */
export async function* fitAlphaClip(options: FitAlphaClipOptions): AsyncGenerator<FitEvent, void> {
  const { config, params, tokenizer, regions, lora, random } = options;
  const { dropout = 0.1, temperature = 0.01, reading, flips = true } = options;
  const { alphaLearningRate = 1e-4, loraLearningRate = 1e-6, weightDecay = 1e-4 } = options;
  const { batchSize = 64, parts = 1, steps, epochs, checkpoint, resume, signal } = options;
  const { imageSize: size } = config;
  const chosen = regions.regions.filter(({ split }) => split === "train");
  if (!chosen.length)
    throw new RangeError(
      `fitAlphaClip: expected regions of the split train in ${regions.name}, got none`,
    );
  const [forInit, forBatches] = [random.split(), random.split()];
  const batches = regionBatches({ count: chosen.length, batchSize, parts, random: forBatches });
  const optimizer = accumulateGradients(
    adamW({
      learningRate: loraLearningRate,
      weightDecay,
      groups: [{ match: (name) => name === ALPHA_CONV, learningRate: alphaLearningRate }],
    }),
    parts,
  );

  const model = createAlphaClip({ config, params, tokenizer });
  // All at once and in one order, so that a resumed run has the same to the bit.
  await model.embedTexts(chosen.map(({ description }) => description));
  const nextBatch = async (): Promise<RegionsBatch> => {
    const part = batches.next();
    const all = part.batch.map((index) => chosen[index]);
    const anchors = all.slice(part.from, part.to);
    const images = new Float32Array(anchors.length * size * size * 3);
    const alphas = new Float32Array(anchors.length * size * size);
    for (const [i, region] of anchors.entries()) {
      const file = await readImage(join(regions.root, region.image));
      const given = {
        image: resizeBicubic(file, size),
        alpha: alphaInput(regionMask(region), size),
      };
      const { image, alpha } = flips
        ? flipTogether(given.image, given.alpha, { size, random: part.random })
        : given;
      images.set(image, i * size * size * 3);
      alphas.set(alpha, i * size * size);
    }
    const labels = all.map(({ description }) => description);
    const texts = await model.embedTexts(labels);
    const width = config.embedding;
    const flat = new Float32Array(texts.length * width);
    for (const [i, text] of texts.entries()) flat.set(text, i * width);
    const targets = contrastiveTargets(labels, { reading, from: part.from, to: part.to });
    return {
      ids: anchors.map(({ id }) => id),
      endsEpoch: part.endsEpoch,
      images: tensor4d(images, [anchors.length, size, size, 3]),
      alphas: tensor4d(alphas, [anchors.length, size, size, 1]),
      texts: tensor2d(flat, [texts.length, width]),
      ...targetTensors(targets),
      random: part.random,
    };
  };

  const adapter: Params = {
    [ALPHA_CONV]: params[ALPHA_CONV],
    ...initLora(config, lora, { random: forInit }),
  };
  try {
    yield* fit<RegionsBatch>({
      params: adapter,
      lossOf(trained, batch) {
        const linear = loraLinear(trained, lora, {
          dropout: { probability: dropout, random: batch.random },
        });
        const images = normalizeImages(div(batch.images, 255), config.preprocessing);
        const all = { ...params, ...trained };
        const embedded = alphaClipImage(config, all, images, batch.alphas, { linear });
        return supervisedContrastiveLoss(unitRows(embedded), batch.texts, batch, temperature);
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
    for (const [name, value] of Object.entries(adapter)) if (name !== ALPHA_CONV) value.dispose();
    optimizer.dispose();
  }
}
