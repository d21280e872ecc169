import {
  decisivePart,
  imageSize,
  layersOf,
  normalImages,
  prepareNetwork,
} from "@flawlens/detector";
import type { Params } from "@flawlens/backbones";
import type { FitRun, ImageSource, Method, MethodContext, MethodEvent, Trainer } from "@flawlens/detector"; // prettier-ignore
import type { RandomStream } from "@flawlens/sampling";
import { adam, separately } from "@flawlens/training";
import { replaceParams } from "../shared/replaceParams.ts";
import { trainingEvents } from "../shared/trainingEvents.ts";
import { cflowConfig } from "./cflowConfig.ts";
import type { CflowConfig } from "./cflowConfig.ts";
import { cflowLearningRate } from "./cflowLearningRate.ts";
import { createCflow, flowName } from "./createCflow.ts";
import type { Cflow } from "./createCflow.ts";
import { highestLikelihoods } from "./highestLikelihoods.ts";
import { imageFeatures } from "./imageFeatures.ts";
import type { ImageFeatures } from "./imageFeatures.ts";
import { levelStatistics } from "./levelStatistics.ts";
import { likelihoodLoss } from "./likelihoodLoss.ts";
import { vectorBatches, vectorCounts } from "./vectorBatches.ts";
import type { VectorBatch } from "./vectorBatches.ts";

/**
 * CFlow-AD as a method: what the command line and sweeps train a detector with. Images that are labelled 0 on the
 * train side are taken as normal; others are not used.
 *
 * @example
 * const { detector, fit } = await cflowMethod.create(cflowConfig.parse({}), context);
 * for await (const event of fit({})) console.log(event.kind);
 */
export const cflowMethod: Method<CflowConfig> = {
  name: "cflow",
  title: "CFlow-AD",
  description:
    "Learns how likely the features of each place of a normal image are, by a normalising flow that is told the place; it needs no anomalies and trains in minutes on kept features.",
  source: "https://arxiv.org/abs/2107.12571",
  config: cflowConfig,
  presets: {
    "small-machine": {
      description:
        "EfficientNet-Lite0 with ImageNet weights (19 MB), its features kept, six passes: minutes on two cores.",
      config: {
        network: "efficientnet-lite0",
        standardized: true,
        batchSize: 8,
        groupSize: 1024,
        metaEpochs: 6,
        subEpochs: 1,
        learningRate: 1e-3,
      },
    },
    reference: {
      description:
        "The released recipe: Wide ResNet-50-2 (276 MB), three layers, 200 passes over turned images; days on a CPU. The last weights are taken, not those of the best test result.",
      config: {
        layers: ["layer2", "layer3", "layer4"],
        aggregation: "probability",
        rotationDegrees: 5,
        versions: 0,
      },
    },
    trial: {
      description:
        "A small network of random weights at 128 pixels, which needs no file: for trials.",
      config: {
        network: "small",
        inputSize: 128,
        standardized: true,
        couplingBlocks: 4,
        metaEpochs: 4,
        subEpochs: 1,
        learningRate: 1e-3,
      },
    },
  },
  needs: { anomalies: "none", masks: "unused", normals: 5 },
  identity: decisivePart,
  create,
};

async function create(config: CflowConfig, context: MethodContext): Promise<Trainer> {
  const random = context.random.split();
  const inputSize = imageSize(config.inputSize);
  layersOf(config).layers.grids(inputSize); // refuses what does not fit before weights are asked for
  const images = context.images("train", inputSize);
  const { source, notes } = normalImages(images, "cflow");
  const { layers, params, title } = await prepareNetwork(config, context, {
    caller: "cflow",
    random: random.split(),
  });
  const detector = createCflow({
    layers,
    layersParams: params,
    inputSize,
    blocks: config.couplingBlocks,
    condition: config.conditionChannels,
    clamp: config.clamp,
    aggregation: config.aggregation,
    random: random.split(),
  });
  const state = random.state();
  return {
    detector,
    threshold: { rule: "normalsOnly", fraction: config.falsePositiveFraction },
    fit: (run) => {
      random.restore(state); // what a run draws does not depend on runs before it
      return training(detector, { config, source, title, notes, random, run });
    },
  };
}

function training(
  detector: Cflow,
  {
    config,
    source,
    title,
    notes,
    random,
    run,
  }: {
    config: CflowConfig;
    source: ImageSource;
    title: string;
    notes: readonly string[];
    random: RandomStream;
    run: FitRun;
  },
): AsyncGenerator<MethodEvent, void> {
  const { layers, inputSize, likelihoods, positions } = detector;
  const ids = source.samples.map(({ id }) => id);
  const [featureRandom, batchRandom, lastRandom] = [random.split(), random.split(), random.split()];
  const cells = layers.grids(inputSize).map(({ height, width }) => height * width);
  const { batches, groups } = vectorCounts(ids.length, cells, config);
  const passes = config.metaEpochs * config.subEpochs;
  const steps = passes * batches * groups.reduce((sum, count) => sum + count, 0);
  const trainable = groups.map(
    (_, level) =>
    detector.spec.flatMap(({ name, trainable }) => (trainable && name.startsWith(`${flowName(level)}.`) ? [name] : [])), // prettier-ignore
  );
  const rates = { ...config, batches: batches * config.subEpochs };
  let features: ImageFeatures;
  return trainingEvents<VectorBatch>(
    {
      caller: "cflow",
      detector,
      isTrained: (name) => /^(decoders|levels)\./.test(name),
      steps,
      summary:
        `CFlow on ${title}: ${steps} steps of up to ${config.groupSize} vectors in ${passes} passes over ` +
        `${ids.length} images taken as normal.`,
      notes,
      checkpointEverySteps: config.checkpointEverySteps,
      optimizer: () =>
        separately(
          groups.map((updates, level) => ({
            match: (name) => name.startsWith(`${flowName(level)}.`),
            optimizer: adam({ learningRate: cflowLearningRate({ ...rates, updates }) }),
          })),
        ),
      trainable: ({ level }) => trainable[level],
      async *batches({ begun, signal }) {
        features = yield* imageFeatures(detector, {
          ...config,
          source,
          maxBytes: config.memoryGiB * 2 ** 30,
          random: featureRandom,
          signal,
        });
        const { cache, of } = features;
        if (config.standardized && cache && !begun && !signal?.aborted) {
          const entries = Array.from({ length: config.versions * ids.length }, (_, i) => i);
          replaceParams(detector, await levelStatistics(cache, entries));
        }
        const { batchSize, groupSize } = config;
        return vectorBatches({ ids, features: of, positions, batchSize, groupSize, random: batchRandom }); // prettier-ignore
      },
      lossOf: (params: Params, { level, vectors, condition }) =>
        likelihoodLoss(likelihoods(params, level, vectors, condition)),
      async finish() {
        if (config.aggregation !== "probability") return;
        const of = (image: number) => features.of([image], lastRandom);
        replaceParams(detector, await highestLikelihoods(detector, ids.length, of));
      },
    },
    run,
  );
}
