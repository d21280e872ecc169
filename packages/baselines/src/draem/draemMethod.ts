import { countParams, runSubnetwork } from "@flawlens/backbones";
import { normalImages, readTextures } from "@flawlens/detector";
import type { ImageSource, Method, MethodContext, Trainer } from "@flawlens/detector";
import { perlinAnomaly, rotateSome } from "@flawlens/sampling";
import type { RandomStream } from "@flawlens/sampling";
import { adam, multiStepDecay } from "@flawlens/training";
import { div } from "@tensorflow/tfjs-core";
import { anomalyBatches } from "../shared/anomalyBatches.ts";
import type { AnomalyBatch } from "../shared/anomalyBatches.ts";
import { trainingEvents } from "../shared/trainingEvents.ts";
import type { Training } from "../shared/trainingEvents.ts";
import { createDraem } from "./createDraem.ts";
import type { Draem } from "./createDraem.ts";
import { draemConfig } from "./draemConfig.ts";
import type { DraemConfig } from "./draemConfig.ts";
import { draemLoss } from "./draemLoss.ts";

/**
 * DRAEM as a method: what the command line and sweeps train a detector with. Images labelled 0 on the train side are
 * taken as normal; others are not used. It begins with random weights and needs none that are pretrained.
 *
 * The released code saves its last epoch and looks at no test image while it trains; so does this one.
 *
 * @example
 * const { detector, fit } = await draemMethod.create(draemConfig.parse({}), context);
 * for await (const event of fit({})) console.log(event.kind);
 */
export const draemMethod: Method<DraemConfig> = {
  name: "draem",
  title: "DRAEM",
  description:
    "Learns to take artificial anomalies out of images and to mark where they were; it needs no anomalies, no pretrained weights, and gains from a folder of textures.",
  source: "https://arxiv.org/abs/2108.07610",
  config: draemConfig,
  presets: {
    "small-machine": {
      description:
        "Networks an eighth as wide, at 128 pixels: about ten minutes on two cores for 200 images.",
      config: {
        inputSize: 128,
        reconstructionWidth: 16,
        segmentationWidth: 8,
        epochs: 25,
        learningRate: 1e-3,
      },
    },
    reference: {
      description:
        "The released code: 97 million parameters at 256 pixels, 700 epochs; weeks on a CPU.",
      config: { ssimRange: "released" },
    },
  },
  identity({ checkpointEverySteps: _often, ...decisive }) {
    return decisive;
  },
  needs: { anomalies: "none", masks: "unused", normals: 2 },
  create,
};

async function create(config: DraemConfig, context: MethodContext): Promise<Trainer> {
  const { inputSize, reconstructionWidth, segmentationWidth } = config;
  const random = context.random.split();
  const detector = createDraem({
    widths: { reconstruction: reconstructionWidth, segmentation: segmentationWidth },
    inputSize,
    random: random.split(),
  });
  const { source, notes } = normalImages(context.images("train", detector.inputSize), "draem");
  const training = trainingOf(detector, {
    source,
    notes,
    config,
    textures: context.textures,
    random,
  });
  return {
    detector,
    threshold: { rule: "normalsOnly", fraction: config.falsePositiveFraction },
    fit: (run) => trainingEvents(training, run),
  };
}

function trainingOf(
  detector: Draem,
  {
    source,
    notes,
    config,
    textures,
    random,
  }: {
    source: ImageSource;
    notes: readonly string[];
    config: DraemConfig;
    textures: string | undefined;
    random: RandomStream;
  },
): Training<AnomalyBatch> {
  const { inputSize, network } = detector;
  const { batchSize, learningRate, cleanFraction, ssimRange } = config;
  const total = source.samples.length;
  const steps = config.epochs * Math.ceil(total / batchSize);
  const range = ssimRange === "one" ? 1 : ssimRange;
  return {
    caller: "draem",
    detector,
    isTrained: () => true,
    steps,
    summary:
      `DRAEM with ${countParams(detector.spec)} parameters: ${steps} steps of ${batchSize} images, ` +
      `from ${total} images taken as normal and artificial anomalies.`,
    notes,
    checkpointEverySteps: config.checkpointEverySteps,
    optimizer: () =>
      adam({
        learningRate: multiStepDecay({
          learningRate,
          milestones: [0.8 * steps, 0.9 * steps],
          factor: 0.2,
        }),
      }),
    // eslint-disable-next-line require-yield
    async *batches() {
      const pictures = textures === undefined ? undefined : await readTextures(textures, inputSize);
      return anomalyBatches({
        source,
        inputSize,
        augment: (image, random) => (config.rotate ? rotateSome(image, random) : image),
        pseudo: perlinAnomaly(pictures ? { textures: pictures } : {}),
        cleanFraction,
        batchSize,
        random,
        caller: "draem",
      });
    },
    lossOf: (params, { clean, changed, masks }) => {
      const unit = { images: div(clean, 255), changed: div(changed, 255) };
      const { outputs, running } = runSubnetwork(
        network,
        params,
        [unit.changed as typeof changed],
        {
          batchNorm: "batch",
        },
      );
      const targets = { images: unit.images as typeof clean, masks };
      return { loss: draemLoss(outputs, targets, range), updates: running };
    },
  };
}
