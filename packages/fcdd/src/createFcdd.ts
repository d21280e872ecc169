import { initParams } from "@flawlens/backbones";
import type { Params, Preprocessing } from "@flawlens/backbones";
import { anomalyType, halfPixel } from "@flawlens/detector";
import type { Upsampling } from "@flawlens/detector";
import { featuresOf, headOutputsOf, outputsOf } from "./_outputsOf.ts";
import { prefixedSpec } from "./_prefixedSpec.ts";
import type { Encoder } from "./encoder/encoder.ts";
import type { Fcdd } from "./fcdd.ts";
import { convHead } from "./head/convHead.ts";
import type { Head } from "./head/head.ts";
import { multiTypeLoss } from "./loss/multiTypeLoss.ts";
import type { Loss } from "./loss/multiTypeLoss.ts";
import { pseudoHuberMaps } from "./maps/activation.ts";
import type { Activation } from "./maps/activation.ts";
import { meanScore } from "./maps/scoring.ts";
import type { Scoring } from "./maps/scoring.ts";
import { noSmoothing } from "./maps/smoothing.ts";
import type { Smoothing } from "./maps/smoothing.ts";
import { headParts } from "./refine/headSettings.ts";
import type { HeadSettings } from "./refine/headSettings.ts";

/** The parts and settings of a MultiTypeFCDD detector. */
export interface FcddOptions {
  encoder: Encoder;
  /** Defect types. Each gets a map of its own, unless `singleChannel` is set. */
  types: readonly string[];
  /** Whether there is one map, named `anomaly`, for all types together. Default false. */
  singleChannel?: boolean;
  /** The layers from features to maps. Default {@link convHead}, the paper's. */
  head?: Head;
  /** How the head's channels become maps. Default {@link pseudoHuberMaps}, equation 1. */
  activation?: Activation;
  /** How a map becomes a score. Default {@link meanScore}, equation 2. */
  scoring?: Scoring;
  /** The loss of maps and labels. Default {@link multiTypeLoss}, equation 3. */
  loss?: Loss;
  /** The filter of maps before they are scored and shown. Default {@link noSmoothing}. */
  smoothing?: Smoothing;
  /**
   * Head, activation, loss and smoothing as plain JSON, in their place: then the head can be trained further from the
   * exported file, see `readHead`.
   */
  settings?: HeadSettings;
  /** How maps are enlarged to the size of the input. Default `halfPixel`. */
  upsampling?: Upsampling;
  /** Size of the images it takes, in pixels. Default the encoder's usual size, square. */
  inputSize?: number | { height: number; width: number };
  /**
   * The mean and standard deviation that images are normalised by. Default the encoder's; use {@link
   * unitPreprocessing} for the authors' checkpoints.
   */
  preprocessing?: Pick<Preprocessing, "mean" | "std">;
  /**
   * The encoder's weights under its own names, as `loadParams` gives them. From then on they belong to the
   * detector. Default random ones, for a trainable encoder only.
   */
  encoderParams?: Params;
  /** The source of random weights, uniform in [0, 1). */
  random: () => number;
}

/** Images in [0, 1], as the authors' released code feeds them. */
export const unitPreprocessing: Pick<Preprocessing, "mean" | "std"> = {
  mean: [0, 0, 0],
  std: [1, 1, 1],
};

/**
 * A MultiTypeFCDD detector: a fully convolutional network with one map for each defect type. Every part of it can
 * be replaced.
 *
 * @throws {RangeError} If no type is given, one is given twice, weights of a frozen encoder are missing, or a part is
 *   given beside the settings that describe it.
 *
 * @example
 * const model = createFcdd({
 *   encoder: smallConvNetEncoder(),
 *   types: ["scratch", "pit"],
 *   random: randomStream(7),
 * });
 */
export function createFcdd(options: FcddOptions): Fcdd {
  const {
    encoder,
    types: defectTypes,
    singleChannel = false,
    settings,
    scoring = meanScore,
    upsampling = halfPixel,
    inputSize = encoder.preprocessing.size,
    preprocessing = encoder.preprocessing,
    random,
  } = options;
  const {
    head = convHead(),
    activation = pseudoHuberMaps,
    loss = multiTypeLoss(),
    smoothing = noSmoothing,
  } = settings ? described(settings, options) : options;
  if (defectTypes.length === 0 || new Set(defectTypes).size !== defectTypes.length)
    throw new RangeError(
      `createFcdd: expected defect types, each once, got ${defectTypes.join(", ") || "none"}`,
    );
  const types = singleChannel ? [anomalyType] : [...defectTypes];
  const headSpec = head.spec(encoder.channels, types.length);
  const encoderParams = checkedEncoderParams(options) ?? initParams(encoder.spec, { random });
  const parts = {
    encoder,
    head,
    activation,
    smoothing,
    upsampling,
    preprocessing,
    inputSize: typeof inputSize === "number" ? { height: inputSize, width: inputSize } : inputSize,
  };
  return {
    method: "fcdd",
    ...parts,
    loss,
    scoring: scoring.name,
    scoreOfMap: scoring.ofMap,
    types,
    defectTypes: [...defectTypes],
    singleChannel,
    spec: [...prefixedSpec("encoder.", encoder.spec), ...prefixedSpec("head.", headSpec)],
    params: {
      ...prefixed("encoder.", encoderParams),
      ...prefixed("head.", initParams(headSpec, { random })),
    },
    ...(settings && {
      trainable: {
        prefix: "head.",
        settings: { channels: encoder.channels, ...settings },
        features: (params, images) => featuresOf(parts, params, images),
        outputs: (params, features) => headOutputsOf({ ...parts, scoring }, params, features),
      },
    }),
    outputs: (params, images) => outputsOf({ ...parts, scoring }, params, images),
  };
}

/** The parts that settings describe, which must not be given as well. */
function described(settings: HeadSettings, options: FcddOptions): Partial<FcddOptions> {
  const twice = (["head", "activation", "loss", "smoothing"] as const).filter((part) => options[part]); // prettier-ignore
  if (twice.length === 0) return headParts(settings);
  throw new RangeError(
    `createFcdd: expected either settings or ${twice.join(", ")}, got both; leave one out`,
  );
}

function checkedEncoderParams({ encoder, encoderParams }: FcddOptions): Params | undefined {
  if (!encoderParams) {
    if (encoder.trainable) return undefined;
    throw new RangeError(
      `createFcdd: expected encoderParams for the frozen encoder ${encoder.name}, got none; ` +
        `pass what loadParams(encoder.spec, ...) returns, or choose a trainable encoder`,
    );
  }
  const missing = encoder.spec.filter(
    ({ name, kind }) => kind !== "counter" && !Object.hasOwn(encoderParams, name),
  );
  if (missing.length > 0)
    throw new RangeError(
      `createFcdd: expected every parameter of ${encoder.name}, got none named ` +
        missing.map(({ name }) => name).join(", "),
    );
  return encoderParams;
}

const prefixed = (prefix: string, params: Params): Params =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [prefix + name, value]));
