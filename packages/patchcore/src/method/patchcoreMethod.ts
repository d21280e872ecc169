import type { Method, MethodContext, Trainer } from "@flawlens/detector";
import { coresetCount } from "../coreset/coresetCount.ts";
import { kCenterCoreset } from "../coreset/kCenterCoreset.ts";
import { patchcoreEmbedding } from "../embedding/embeddingOptions.ts";
import { createPatchcore } from "../patchcore/createPatchcore.ts";
import { fitPatchcore } from "../patchcore/fitPatchcore.ts";
import { neighborWeighting } from "../weighting/neighborWeighting.ts";
import { prepare } from "./_prepare.ts";
import { trainingEvents } from "./_trainingEvents.ts";
import { patchcoreConfig } from "./patchcoreConfig.ts";
import type { PatchcoreConfig } from "./patchcoreConfig.ts";

/** Fewest images whose patches tell what is normal. */
const normals = 5;

/**
 * PatchCore as a method: what the command line and sweeps train a detector with. Images that are labelled 0 on the
 * train side are taken as normal; others are not used.
 *
 * @example
 * const { detector, fit } = await patchcoreMethod.create(patchcoreConfig.parse({}), context);
 * for await (const event of fit({})) console.log(event.kind);
 */
export const patchcoreMethod: Method<PatchcoreConfig> = {
  name: "patchcore",
  title: "PatchCore",
  description:
    "Keeps typical patches of normal images and scores an image by its patch that is furthest from all of them; it needs no anomalies and is fitted in seconds to minutes.",
  source: "https://arxiv.org/abs/2106.08265",
  config: patchcoreConfig,
  presets: {
    light: {
      description:
        "EfficientNet-Lite0 with ImageNet weights (19 MB) and 1 % of the patches: seconds for a few hundred images on two cores.",
      config: {},
    },
    paper: {
      description:
        "Wide ResNet-50-2 with ImageNet weights (276 MB) and 10 % of the patches, at 224 pixels: minutes to hours on a CPU.",
      config: { network: "wide-resnet50-2", inputSize: 224, coresetFraction: 0.1 },
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

async function create(config: PatchcoreConfig, context: MethodContext): Promise<Trainer> {
  const random = context.random.split();
  const prepared = await prepare(config, context, {
    caller: "patchcore",
    join: patchcoreEmbedding,
    random: context.random.split(),
    atLeast: 1,
  });
  const { source, maxBytes, patches, network, notes } = prepared;
  const detector = createPatchcore({
    ...prepared,
    inputSize: config.inputSize,
    weighting: neighborWeighting(config),
  });
  const state = random.state();
  const fitting = (signal?: AbortSignal) => {
    random.restore(state);
    const { coresetFraction: fraction, project } = config;
    const coreset = kCenterCoreset({ project });
    return fitPatchcore(detector, { source, random, fraction, coreset, maxBytes, signal });
  };
  const kept = coresetCount(patches, config.coresetFraction);
  const summary =
    `PatchCore on ${network}: a memory bank of ${kept} of the ${patches} patches of ` +
    `${source.samples.length} images taken as normal.`;
  return {
    detector,
    threshold: { rule: "normalsOnly", fraction: config.falsePositiveFraction },
    fit: (run) =>
      trainingEvents(() => fitting(run.signal), { caller: "patchcore", summary, notes }, run),
  };
}
