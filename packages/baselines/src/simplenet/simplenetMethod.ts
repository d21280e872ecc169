import { decisivePart, imageSize, layersOf, normalImages } from "@flawlens/detector";
import type { Method, MethodContext, Trainer } from "@flawlens/detector";
import { normals } from "@flawlens/sampling";
import { tensor4d, tidy } from "@tensorflow/tfjs-core";
import { frozenNetwork } from "../shared/_frozenNetwork.ts";
import { cachedBatches } from "../shared/cachedBatches.ts";
import { neighborhoodJoin } from "../shared/neighborhoodJoin.ts";
import { trainingEvents } from "../shared/trainingEvents.ts";
import type { Training } from "../shared/trainingEvents.ts";
import { createSimplenet } from "./createSimplenet.ts";
import { groupedJoin } from "./groupedJoin.ts";
import { simplenetConfig } from "./simplenetConfig.ts";
import type { SimplenetConfig } from "./simplenetConfig.ts";
import { simplenetLoss } from "./simplenetLoss.ts";
import type { SimplenetBatch } from "./simplenetLoss.ts";
import { simplenetOptimizer } from "./simplenetOptimizer.ts";
import { simplenetPresets } from "./simplenetPresets.ts";

/**
 * SimpleNet as a method: what the command line and sweeps train a detector with. Images that are labelled 0 on the
 * train side are taken as normal; others are not used.
 *
 * @example
 * const { detector, fit } = await simplenetMethod.create(simplenetConfig.parse({}), context);
 * for await (const event of fit({})) if (event.kind === "step") console.log(event.step, event.loss);
 */
export const simplenetMethod: Method<SimplenetConfig> = {
  name: "simplenet",
  title: "SimpleNet",
  description:
    "Tells features of normal images from the same features with noise, by a small network; it needs no anomalies.",
  source: "https://arxiv.org/abs/2303.15140",
  config: simplenetConfig,
  presets: simplenetPresets,
  identity: decisivePart,
  needs: { anomalies: "none", masks: "unused", normals: 5 },
  create,
};

const caller = "simplenet";

async function create(config: SimplenetConfig, context: MethodContext): Promise<Trainer> {
  const inputSize = imageSize(config.inputSize);
  const { source, notes } = normalImages(context.images("train", inputSize), caller);
  const join = config.embeddingSize === null ? neighborhoodJoin : groupedJoin(config.embeddingSize);
  join.size(layersOf(config).layers.channels); // refused before weights are fetched
  const { layers, params, title, isTrained, ownRandom, random } = await frozenNetwork(
    config,
    context,
    caller,
  );
  const { hidden, standardized } = config;
  const detector = createSimplenet({
    layers,
    layerParams: params,
    join,
    inputSize,
    hidden,
    standardized,
    random: ownRandom,
  });
  const count = source.samples.length;
  const steps = config.steps ?? config.epochs * Math.ceil(count / config.batchSize);
  const training: Training<SimplenetBatch> = {
    caller,
    detector,
    isTrained,
    steps,
    summary: `SimpleNet on ${title}: ${steps} steps of ${config.batchSize} of ${count} images taken as normal.`,
    notes,
    checkpointEverySteps: config.checkpointEverySteps,
    optimizer: () => simplenetOptimizer(config),
    batches: cachedBatches(detector.layers, detector, {
      ...config,
      caller,
      source,
      random,
      standardized: standardized ? join : null,
      batchOf(ids, layered, noiseRandom) {
        const features = tidy(() => join.join(layered));
        for (const layer of layered) layer.dispose();
        const noise = normals(features.size, noiseRandom, config.noise);
        return { ids, features, noise: tensor4d(noise, features.shape) };
      },
    }),
    lossOf: (all, batch) => simplenetLoss(all, batch, config),
  };
  return {
    detector,
    threshold: { rule: "normalsOnly", fraction: config.falsePositiveFraction },
    fit: (run) => trainingEvents(training, run),
  };
}
