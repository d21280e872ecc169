import type { Method, MethodContext, Trainer } from "@flawlens/detector";
import { padimEmbedding } from "../embedding/embeddingOptions.ts";
import { createPadim } from "../padim/createPadim.ts";
import { fitPadim } from "../padim/fitPadim.ts";
import { prepare } from "./_prepare.ts";
import { trainingEvents } from "./_trainingEvents.ts";
import { padimConfig } from "./padimConfig.ts";
import type { PadimConfig } from "./padimConfig.ts";

/** Fewest images that tell how much each place varies. */
const normals = 20;

/**
 * PaDiM as a method: what the command line and sweeps train a detector with. Images that are labelled 0 on the
 * train side are taken as normal; others are not used. It suits parts that lie at the same place in every image.
 *
 * @example
 * const { detector, fit } = await padimMethod.create(padimConfig.parse({}), context);
 * for await (const event of fit({})) console.log(event.kind);
 */
export const padimMethod: Method<PadimConfig> = {
  name: "padim",
  title: "PaDiM",
  description:
    "Learns for each place of the image how normal images look there, and scores an image by the place that fits least; it needs no anomalies, and parts that lie alike in every image.",
  source: "https://arxiv.org/abs/2011.08785",
  config: padimConfig,
  presets: {
    light: {
      description:
        "EfficientNet-Lite0 with ImageNet weights (19 MB) and 100 channels: seconds for a few hundred images on two cores.",
      config: {},
    },
    paper: {
      description:
        "ResNet-18 with ImageNet weights (47 MB), layers 1 to 3 and 100 channels, at 224 pixels. The exported file takes 137 MB.",
      config: { network: "resnet18", layers: ["layer1", "layer2", "layer3"], inputSize: 224 },
    },
    trial: {
      description:
        "A small network of random weights at 128 pixels, which needs no file: for trials.",
      config: { network: "small", inputSize: 128 },
    },
  },
  identity(config) {
    const { memoryGiB: _, ...decisive } = config;
    return decisive;
  },
  needs: { anomalies: "none", masks: "unused", normals },
  create,
};

async function create(config: PadimConfig, context: MethodContext): Promise<Trainer> {
  const random = context.random.split();
  const prepared = await prepare(config, context, {
    caller: "padim",
    join: padimEmbedding,
    random: context.random.split(),
    atLeast: 2,
  });
  const { embedding, source, maxBytes, network, notes } = prepared;
  const detector = createPadim({ ...prepared, inputSize: config.inputSize });
  const state = random.state();
  const fitting = (signal?: AbortSignal) => {
    random.restore(state);
    return fitPadim(detector, { source, random, channels: config.channels, maxBytes, signal });
  };
  const { height, width } = embedding.grid(detector.inputSize);
  const { channels } = config;
  const seen = channels === "all" ? embedding.size : Math.min(channels, embedding.size);
  const summary =
    `PaDiM on ${network}: a Gaussian of ${seen} channels for each of ${height} x ${width} cells, from ` +
    `${source.samples.length} images taken as normal.`;
  return {
    detector,
    threshold: { rule: "normalsOnly", fraction: config.falsePositiveFraction },
    fit: (run) =>
      trainingEvents(() => fitting(run.signal), { caller: "padim", summary, notes }, run),
  };
}
