import { decisivePart, imageSize, layersOf, normalImages } from "@flawlens/detector";
import type { Method, MethodContext, Trainer } from "@flawlens/detector";
import { normals } from "@flawlens/sampling";
import { adamW, chain, clipByGlobalNorm, stepDecay } from "@flawlens/training";
import type { Batch } from "@flawlens/training";
import { tensor3d } from "@tensorflow/tfjs-core";
import type { Tensor3D } from "@tensorflow/tfjs-core";
import { frozenNetwork } from "../shared/_frozenNetwork.ts";
import { cachedBatches } from "../shared/cachedBatches.ts";
import { trainingEvents } from "../shared/trainingEvents.ts";
import type { Training } from "../shared/trainingEvents.ts";
import { alignedJoin } from "./alignedJoin.ts";
import { createUniad } from "./createUniad.ts";
import { uniadConfig } from "./uniadConfig.ts";
import type { UniadConfig } from "./uniadConfig.ts";
import { uniadLoss } from "./uniadLoss.ts";

/** What one step learns from. */
interface UniadBatch extends Batch {
  ids: string[];
  tokens: Tensor3D;
  noise: Tensor3D;
}

/**
 * UniAD as a method: what the command line and sweeps train a detector with. Images that are labelled 0 on the train
 * side are taken as normal, of all categories together; others are not used.
 *
 * @example
 * const { detector, fit } = await uniadMethod.create(uniadConfig.parse({}), context);
 * for await (const event of fit({})) console.log(event.kind);
 */
export const uniadMethod: Method<UniadConfig> = {
  name: "uniad",
  title: "UniAD",
  description:
    "Reconstructs features of normal images by a transformer that cannot copy them; one detector serves many kinds of objects, and it needs no anomalies.",
  source: "https://arxiv.org/abs/2206.03687",
  config: uniadConfig,
  presets: {
    "small-machine": {
      description:
        "EfficientNet-Lite0 with ImageNet weights (19 MB), its features kept, a narrower transformer and 40 passes: about ten minutes on two cores for 200 images.",
      config: {
        network: "efficientnet-lite0",
        inputSize: 256,
        standardized: true,
        hidden: 128,
        encoderLayers: 2,
        decoderLayers: 2,
        feedForward: 512,
        epochs: 40,
        decayEpoch: 32,
        learningRate: 4e-4,
      },
    },
    reference: {
      description:
        "The released recipe on Wide ResNet-50-2 (276 MB; released with EfficientNet-B4, which is not among our networks), without dropout: 1000 passes, days on a CPU.",
      config: { layers: ["layer1", "layer2", "layer3"] },
    },
    trial: {
      description:
        "A small network of random weights at 128 pixels, which needs no file: for trials.",
      config: {
        network: "small",
        inputSize: 128,
        standardized: true,
        hidden: 32,
        heads: 4,
        encoderLayers: 1,
        decoderLayers: 1,
        feedForward: 64,
        epochs: 10,
        decayEpoch: 8,
        learningRate: 1e-3,
      },
    },
  },
  needs: { anomalies: "none", masks: "unused", normals: 5 },
  identity: decisivePart,
  create,
};

const caller = "uniad";

async function create(config: UniadConfig, context: MethodContext): Promise<Trainer> {
  const inputSize = imageSize(config.inputSize);
  layersOf(config).layers.grids(inputSize); // refuses what does not fit before weights are asked for
  const { source, notes } = normalImages(context.images("train", inputSize), caller);
  const { layers, params, title, isTrained, ownRandom, random } = await frozenNetwork(
    config,
    context,
    caller,
  );
  const options = { ...config, layers, layersParams: params, inputSize, random: ownRandom };
  const detector = createUniad(options);
  const count = source.samples.length;
  const perEpoch = Math.ceil(count / config.batchSize);
  const steps = config.epochs * perEpoch;
  const { learningRate, weightDecay, maxNorm, decayEpoch, jitterScale: scale } = config;
  const rate = stepDecay({ learningRate, every: decayEpoch * perEpoch });
  const training: Training<UniadBatch> = {
    caller,
    detector,
    isTrained,
    steps,
    summary: `UniAD on ${title}: ${steps} steps of ${config.batchSize} of ${count} images taken as normal.`,
    notes,
    checkpointEverySteps: config.checkpointEverySteps,
    optimizer: () => chain(clipByGlobalNorm(maxNorm), adamW({ learningRate: rate, weightDecay })),
    batches: cachedBatches(detector.layers, detector, {
      ...config,
      caller,
      source,
      random,
      standardized: config.standardized ? alignedJoin : null,
      batchOf(ids, features, noiseRandom) {
        const tokens = detector.tokens(detector.params, features);
        for (const feature of features) feature.dispose();
        const noise = tensor3d(normals(tokens.size, noiseRandom), tokens.shape);
        return { ids, tokens, noise };
      },
    }),
    lossOf: (all, { tokens, noise }) =>
      uniadLoss(tokens, noise, { scale, reconstruct: (x) => detector.reconstruct(all, x) }),
  };
  return {
    detector,
    threshold: { rule: "normalsOnly", fraction: config.falsePositiveFraction },
    fit: (run) => trainingEvents(training, run),
  };
}
