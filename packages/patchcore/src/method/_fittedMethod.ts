import { decisivePart } from "@flawlens/detector";
import type { Detector, Method, MethodContext, Trainer } from "@flawlens/detector";
import type { RandomStream } from "@flawlens/sampling";
import type { Embedder } from "../embedding/embedBatches.ts";
import type { FittingEvent } from "../fittingEvent.ts";
import { rankSuspects } from "../suspects/rankSuspects.ts";
import { prepare } from "./_prepare.ts";
import type { Join, Prepared } from "./_prepare.ts";
import type { SharedConfig } from "./_sharedConfig.ts";
import { trainingEvents } from "./_trainingEvents.ts";

/** What a method on frozen features has of its own. */
export interface FittedParts<Config> extends Pick<
  Method<Config>,
  "name" | "title" | "description" | "source" | "config" | "presets"
> {
  /** Fewest normal images that anything can be learnt from. */
  normals: number;
  /** Fewest that it can be computed from. */
  atLeast: number;
  /** How layers are joined. */
  join(config: Config): Join;
  build(config: Config, prepared: Prepared): FittedDetector;
}

/** An untrained detector and what fits it. */
interface FittedDetector {
  detector: Detector & Embedder;
  /** What is fitted, on what, in one sentence. */
  summary: string;
  fit(random: RandomStream, signal?: AbortSignal): AsyncIterable<FittingEvent>;
}

/** A preset of every method here. */
export const trialPreset = {
  trial: {
    description:
      "A small network of random weights at 128 pixels, which needs no file: for trials.",
    config: { network: "small", inputSize: 128 },
  },
};

/** The presets of the methods that keep a fraction of all patches. */
export const coresetPresets = {
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
  ...trialPreset,
};

/**
 * A method that is fitted on the features that a frozen network has of normal images: those labelled 0 on the train
 * side; others are not used. Thresholds come from normal images that were held back.
 */
export function fittedMethod<Config extends SharedConfig>({
  normals,
  atLeast,
  join,
  build,
  ...about
}: FittedParts<Config>): Method<Config> {
  return {
    ...about,
    needs: { anomalies: "none", masks: "unused", normals },
    identity: decisivePart,
    async create(config: Config, context: MethodContext): Promise<Trainer> {
      const { name: caller } = about;
      const random = context.random.split();
      const weights = context.random.split();
      const prepared = await prepare(config, context, {
        caller,
        join: join(config),
        random: weights,
        atLeast,
      });
      const { detector, summary, fit } = build(config, prepared);
      const state = random.state();
      const fitting = (signal?: AbortSignal) => {
        random.restore(state);
        return fit(random, signal);
      };
      const { notes, source, comparison } = prepared;
      const suspectRandom = context.random.split();
      const drawn = suspectRandom.state();
      return {
        detector,
        threshold: { rule: "normalsOnly", fraction: config.falsePositiveFraction },
        async findings() {
          suspectRandom.restore(drawn);
          const { params, inputSize } = detector;
          const ranker = { embedding: comparison, spec: comparison.spec, params, inputSize };
          const ranking = await rankSuspects(ranker, source, { random: suspectRandom });
          return ranking ? { suspects: [{ by: "distance to other images", ranking }] } : {};
        },
        fit: (run) => trainingEvents(() => fitting(run.signal), { caller, summary, notes }, run),
      };
    },
  };
}
