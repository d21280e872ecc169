import { initParams } from "@flawlens/backbones";
import type { Params, ParamSpec, Preprocessing } from "@flawlens/backbones";
import { convHead } from "./convHead.ts";
import type { Encoder } from "./encoder.ts";
import type { Head } from "./head.ts";
import { multiTypeLoss } from "./multiTypeLoss.ts";
import type { Loss } from "./multiTypeLoss.ts";
import { meanScore } from "./scoring.ts";
import type { Scoring } from "./scoring.ts";
import { noSmoothing } from "./smoothing.ts";
import type { Smoothing } from "./smoothing.ts";
import { halfPixel } from "./upsampling.ts";
import type { Upsampling } from "./upsampling.ts";

/** What a detector is made of. */
export interface FcddOptions {
  encoder: Encoder;
  /** Defect types, one map each. */
  types: readonly string[];
  /** One map, named `anomaly`, for all types together. Default false. */
  singleChannel?: boolean;
  /** Default {@link convHead}, the paper's. */
  head?: Head;
  /** Default {@link meanScore}, equation 2. */
  scoring?: Scoring;
  /** Default {@link multiTypeLoss}, equation 3. */
  loss?: Loss;
  /** Of maps before they are scored and shown; default {@link noSmoothing}. */
  smoothing?: Smoothing;
  /** Default {@link halfPixel}. */
  upsampling?: Upsampling;
  /** Pixels of the images it takes; default the encoder's usual size, square. */
  inputSize?: number | { height: number; width: number };
  /** Default the encoder's; {@link unitPreprocessing} for the authors' checkpoints. */
  preprocessing?: Pick<Preprocessing, "mean" | "std">;
  /**
   * The encoder's weights under its own names, as `loadParams` gives them. The detector takes them
   * over. Default random ones, for a trainable encoder only.
   */
  encoderParams?: Params;
  /** Where random weights come from, uniform in [0, 1). */
  random: () => number;
}

/** A detector: its parts, and the values of its parameters now. */
export interface Fcdd {
  encoder: Encoder;
  head: Head;
  scoring: Scoring;
  loss: Loss;
  smoothing: Smoothing;
  upsampling: Upsampling;
  preprocessing: Pick<Preprocessing, "mean" | "std">;
  inputSize: { height: number; width: number };
  /** Names of the maps, in order: the defect types, or `["anomaly"]` in single-channel mode. */
  types: readonly string[];
  /** The defect types it is trained to see. */
  defectTypes: readonly string[];
  singleChannel: boolean;
  /** Every parameter, `encoder.<name>` and `head.<name>`; trainable where training moves it. */
  spec: ParamSpec[];
  /** By the names of `spec`. Training replaces the record and disposes what it replaced. */
  params: Params;
}

/** Images in [0, 1], as the authors' released code feeds them. */
export const unitPreprocessing: Pick<Preprocessing, "mean" | "std"> = {
  mean: [0, 0, 0],
  std: [1, 1, 1],
};

/**
 * A MultiTypeFCDD detector: a fully convolutional network with one map for each defect type, whose
 * every part can be another.
 *
 * @throws {RangeError} If no type is given, one twice, or the weights of a frozen encoder are
 *   missing or not all there.
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
    head = convHead(),
    scoring = meanScore,
    loss = multiTypeLoss(),
    smoothing = noSmoothing,
    upsampling = halfPixel,
    inputSize = encoder.preprocessing.size,
    preprocessing = encoder.preprocessing,
    random,
  } = options;
  if (defectTypes.length === 0 || new Set(defectTypes).size !== defectTypes.length)
    throw new RangeError(
      `createFcdd: expected defect types, each once, got ${defectTypes.join(", ") || "none"}`,
    );
  const types = singleChannel ? ["anomaly"] : [...defectTypes];
  const headSpec = head.spec(encoder.channels, types.length);
  const encoderParams = checkedEncoderParams(options) ?? initParams(encoder.spec, { random });
  return {
    encoder,
    head,
    scoring,
    loss,
    smoothing,
    upsampling,
    preprocessing,
    inputSize: typeof inputSize === "number" ? { height: inputSize, width: inputSize } : inputSize,
    types,
    defectTypes: [...defectTypes],
    singleChannel,
    spec: [...prefixedSpec("encoder.", encoder.spec), ...prefixedSpec("head.", headSpec)],
    params: {
      ...prefixed("encoder.", encoderParams),
      ...prefixed("head.", initParams(headSpec, { random })),
    },
  };
}

/** Names of the parameters that training moves by gradient. */
export function trainableNames({ encoder, spec }: Pick<Fcdd, "encoder" | "spec">): string[] {
  return spec
    .filter(({ name, trainable }) => trainable && (encoder.trainable || name.startsWith("head.")))
    .map(({ name }) => name);
}

function checkedEncoderParams({ encoder, encoderParams }: FcddOptions): Params | undefined {
  if (!encoderParams) {
    if (encoder.trainable) return undefined;
    throw new RangeError(
      `createFcdd: expected encoderParams for the frozen encoder ${encoder.name}, got none; ` +
        `give loadParams(encoder.spec, ...) or choose a trainable encoder`,
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

const prefixedSpec = (prefix: string, spec: readonly ParamSpec[]): ParamSpec[] =>
  spec.map((param) => ({
    ...param,
    name: prefix + param.name,
    ...(param.norm && { norm: { ...param.norm, name: prefix + param.norm.name } }),
  }));

const prefixed = (prefix: string, params: Params): Params =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [prefix + name, value]));
