import { decisivePart, imageSize, layersOf, normalImages } from "@flawlens/detector";
import type { Method, MethodContext, Trainer } from "@flawlens/detector";
import { adam } from "@flawlens/training";
import type { Batch } from "@flawlens/training";
import type { Scalar, Tensor4D } from "@tensorflow/tfjs-core";
import { frozenNetwork } from "../shared/_frozenNetwork.ts";
import { cachedBatches } from "../shared/cachedBatches.ts";
import { trainingEvents } from "../shared/trainingEvents.ts";
import type { Training } from "../shared/trainingEvents.ts";
import { countedBatches, flagCount } from "./countedBatches.ts";
import { createLoe, joinPooled } from "./createLoe.ts";
import { loeConfig } from "./loeConfig.ts";
import type { LoeConfig } from "./loeConfig.ts";
import { loeLoss } from "./loeLoss.ts";

/** What one step learns from: the pooled features of each layer, and how many images are flagged. */
interface LoeBatch extends Batch {
  count: Scalar;
  [feature: `feature${number}`]: Tensor4D;
}

/**
 * Latent outlier exposure as a method: what the command line and sweeps train a detector with. Images that are
 * labelled 0 on the train side are taken as normal but for the assumed contamination; others are not used.
 *
 * @example
 * const { detector, fit } = await loeMethod.create(loeConfig.parse({ strategy: "hard" }), context);
 * for await (const event of fit({})) console.log(event.kind);
 */
export const loeMethod: Method<LoeConfig> = {
  name: "loe",
  title: "LOE",
  description:
    "Learns from normal images among which some are anomalous without a label: it guesses which while it trains, and learns from these too. It scores whole images and does not show where.",
  source: "https://arxiv.org/abs/2202.08088",
  config: loeConfig,
  presets: {
    "small-machine": {
      description:
        "EfficientNet-Lite0 with ImageNet weights (19 MB), layers at strides 8, 16 and 32: a minute on two cores.",
      config: { network: "efficientnet-lite0", layers: ["stage8", "stage16", "stage32"] },
    },
    trial: {
      description:
        "A small network of random weights at 128 pixels, which needs no file: for trials.",
      config: { network: "small", inputSize: 128, epochs: 20 },
    },
  },
  needs: { anomalies: "none", masks: "unused", normals: 5 },
  identity: decisivePart,
  create,
};

const caller = "loe";

async function create(config: LoeConfig, context: MethodContext): Promise<Trainer> {
  const inputSize = imageSize(config.inputSize);
  layersOf(config).layers.grids(inputSize); // refuses what does not fit before weights are asked for
  const { source, notes } = normalImages(context.images("train", inputSize), caller);
  const { layers, params, title, isTrained, ownRandom, random } = await frozenNetwork(
    config,
    context,
    caller,
  );
  const detector = createLoe({
    ...config,
    layers,
    layersParams: params,
    inputSize,
    random: ownRandom,
  });
  const count = source.samples.length;
  const batchSize = Math.min(config.batchSize, count);
  const perEpoch = Math.ceil(count / batchSize);
  const steps = config.epochs * perEpoch;
  const warmUp = config.warmUpEpochs * perEpoch;
  const training: Training<LoeBatch> = {
    caller,
    detector,
    isTrained,
    steps,
    summary:
      `LOE (${config.strategy}, ${config.contamination * 100} % assumed anomalous) on pooled features of ${title}: ` +
      `${steps} steps of ${batchSize} of ${count} images taken as normal.`,
    notes: [
      ...notes,
      "The detector scores whole images: its maps have one cell and do not show where an anomaly is.",
    ],
    checkpointEverySteps: config.checkpointEverySteps,
    optimizer: () => adam({ learningRate: config.learningRate }),
    async *batches(run) {
      const batches = yield* cachedBatches(detector.layers, detector, {
        ...config,
        batchSize,
        caller,
        source,
        random,
        standardized: { join: joinPooled },
        batchOf: (ids, features) => ({
          ids,
          ...Object.fromEntries(features.map((x, i) => [`feature${i}`, x])),
        }),
      })(run);
      return countedBatches(batches, (step) => flagCount(step, { ...config, batchSize, warmUp })) as ReturnType<typeof countedBatches<LoeBatch>>; // prettier-ignore
    },
    lossOf: (all, batch) =>
      loeLoss(detector.losses(all, featuresOf(batch, layers.channels.length)), {
        strategy: config.strategy,
        count: batch.count,
      }),
  };
  return {
    detector,
    threshold: { rule: "normalsOnly", fraction: config.falsePositiveFraction },
    fit: (run) => trainingEvents(training, run),
  };
}

const featuresOf = (batch: LoeBatch, layers: number): Tensor4D[] =>
  Array.from({ length: layers }, (_, i) => batch[`feature${i}`]);
