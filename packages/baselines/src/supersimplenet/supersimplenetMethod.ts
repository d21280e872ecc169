import { decisivePart, imageSize, knownImages, layersOf } from "@flawlens/detector";
import type { Method, MethodContext, Trainer } from "@flawlens/detector";
import { frozenNetwork } from "../shared/_frozenNetwork.ts";
import { trainingEvents } from "../shared/trainingEvents.ts";
import type { Training } from "../shared/trainingEvents.ts";
import { createSupersimplenet } from "./createSupersimplenet.ts";
import { epochDraws, supersimplenetBatches } from "./supersimplenetBatches.ts";
import { supersimplenetConfig } from "./supersimplenetConfig.ts";
import type { SupersimplenetConfig } from "./supersimplenetConfig.ts";
import { supersimplenetLoss } from "./supersimplenetLoss.ts";
import type { SupersimplenetBatch } from "./supersimplenetLoss.ts";
import { supersimplenetOptimizer } from "./supersimplenetOptimizer.ts";
import { supersimplenetPresets } from "./supersimplenetPresets.ts";
import { upscaledJoin } from "./upscaledJoin.ts";
import { withFlips } from "./withFlips.ts";

/**
 * SuperSimpleNet as a method: what the command line and sweeps train a detector with. It learns from whatever
 * supervision there is: images that are labelled 0 on the train side are taken as normal; known anomalies with masks
 * train both heads, those without a mask the classification head alone. Images whose label is not known are not used.
 *
 * @example
 * const trainer = await supersimplenetMethod.create(supersimplenetConfig.parse({}), context);
 * for await (const event of trainer.fit({})) if (event.kind === "step") console.log(event.step, event.loss);
 */
export const supersimplenetMethod: Method<SupersimplenetConfig> = {
  name: "supersimplenet",
  title: "SuperSimpleNet",
  description:
    "Tells features of normal images from the same features with noise in places, and learns from known anomalies too, with or without masks, if there are any.",
  source: "https://arxiv.org/abs/2408.03143",
  config: supersimplenetConfig,
  presets: supersimplenetPresets,
  identity: decisivePart,
  needs: { anomalies: "few", masks: "optional", normals: 5 },
  create,
};

const caller = "supersimplenet";

async function create(config: SupersimplenetConfig, context: MethodContext): Promise<Trainer> {
  const inputSize = imageSize(config.inputSize);
  const { normal, anomalous: known, notes } = knownImages(context.images("train", inputSize), caller); // prettier-ignore
  layersOf(config); // refused before weights are fetched
  const { layers, params, title, isTrained, ownRandom, random } = await frozenNetwork(
    config,
    context,
    caller,
  );
  const detector = createSupersimplenet({
    ...config,
    layers,
    layerParams: params,
    inputSize,
    join: upscaledJoin(config.upscale),
    random: ownRandom,
  });

  const supervised = known.samples.length > 0;
  const { anomalousFraction, batchSize, clipNorm = supervised ? 1 : null } = config;
  const { stopGradient = !supervised, perlinThreshold = supervised ? 0.6 : 0.2 } = config;
  const anomalous = config.flips ? withFlips(known) : known;
  const draws = epochDraws(normal.samples.length, anomalous.samples.length, anomalousFraction);
  const steps = config.steps ?? config.epochs * Math.ceil(draws / batchSize);
  const start = random.state();
  const training: Training<SupersimplenetBatch> = {
    caller,
    detector,
    isTrained,
    steps,
    summary:
      `SuperSimpleNet on ${title}: ${steps} steps of ${batchSize} images, from ${normal.samples.length} taken as ` +
      `normal${supervised ? ` and ${known.samples.length} known anomalies` : ""}.`,
    notes,
    checkpointEverySteps: config.checkpointEverySteps,
    optimizer: () => supersimplenetOptimizer({ ...config, clipNorm, steps }),
    batches({ begun, signal }) {
      random.restore(start);
      return supersimplenetBatches(detector, {
        normal,
        anomalous,
        anomalousFraction,
        batchSize,
        noise: { deviation: config.noise, threshold: perlinThreshold },
        measure: config.standardized && !begun,
        maxBytes: config.memoryGiB * 2 ** 30,
        random,
        signal,
        caller,
      });
    },
    lossOf: (all, batch) => supersimplenetLoss(all, batch, { margin: config.margin, stopGradient }),
  };
  return {
    detector,
    threshold: { rule: "normalsOnly", fraction: config.falsePositiveFraction },
    fit: (run) => trainingEvents(training, run),
  };
}
