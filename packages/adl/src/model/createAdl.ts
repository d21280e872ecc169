import { initParams } from "@flawlens/backbones";
import type { Params } from "@flawlens/backbones";
import { anomalyType, imageSize } from "@flawlens/detector";
import type { ImageSize } from "@flawlens/detector";
import { checkFusion, cueNames, referenceScales } from "../cues/cues.ts";
import type { Cues, CueScale } from "../cues/cues.ts";
import { noveltyOf } from "../novelty/novelty.ts";
import type { NoveltyOptions } from "../novelty/novelty.ts";
import { backboneSpec, ownSpec } from "../network/adlSpec.ts";
import { resnet18Backbone } from "../network/backbone.ts";
import type { Backbone } from "../network/backbone.ts";
import { backbonePrefix } from "../network/encode.ts";
import { referenceMode } from "../network/modes.ts";
import type { Mode } from "../network/modes.ts";
import type { Adl, MapChoice } from "./adl.ts";
import { scoringOf } from "./_scoringOf.ts";
import { adlOutputs } from "./adlOutputs.ts";

/** The parts and settings of a multi-cue detector. */
export interface AdlOptions {
  /** The network that computes features. Default {@link resnet18Backbone}, the paper's. */
  backbone?: Backbone;
  /**
   * The variant of the method: {@link referenceMode} (default), {@link paperMode}, {@link adlMode}, or a
   * record of your own.
   */
  mode?: Mode;
  /** Pixels of the images it takes: one number for both sides, or `[height, width]`; default 256. */
  inputSize?: ImageSize;
  /** Filters of the segmentation head; default 64. */
  segmentationWidth?: number;
  /** ρ of equations 2 and 8: the fraction of patches that count for a score, in (0, 1]; default 0.1. */
  topFraction?: number;
  /**
   * Whether features are first normalised channel by channel, by the batch in training and by running
   * statistics after: lets heads learn fast where layers have very different scales. Default true for a
   * frozen backbone, false (as in the paper) for a trained one.
   */
  normalizeFeatures?: boolean;
  /** How cues are brought to [0, 1]; default {@link referenceScales}. */
  scales?: Cues<CueScale>;
  /** The map that it shows; default "gradient". Scores are the same with each; "novelty" needs `novelty`. */
  maps?: MapChoice;
  /**
   * A fourth cue, which the paper does not have: see `Novelty`. It is fitted after training, by `fitNovelty`. Default
   * `null`: none.
   */
  novelty?: NoveltyOptions | null;
  /**
   * The backbone's weights under its own names, as `readParams(backbone.spec, file)` gives them. The
   * detector takes them over. Default random ones, for a trainable backbone only.
   */
  backboneParams?: Params;
  /** The source of random weights, uniform in [0, 1). */
  random: () => number;
}

/**
 * A multi-cue detector: a backbone, its features joined at one resolution, and three heads.
 * With ResNet-18 it has 22,465,540 parameters, and `loadParams(model.spec, ...)` takes the state
 * dict of the released code.
 *
 * @throws {RangeError} If the input does not divide into the coarsest cells, an option is out of
 *   range, or weights of the backbone are missing.
 *
 * @example
 * const model = createAdl({ random: randomStream(7) });
 * countParams(model.spec); // => 22465540
 */
export function createAdl({
  backbone = resnet18Backbone(),
  mode = referenceMode,
  inputSize = 256,
  segmentationWidth = 64,
  topFraction = 0.1,
  normalizeFeatures = !backbone.trainable,
  scales = referenceScales,
  maps = "gradient",
  novelty = null,
  backboneParams,
  random,
}: AdlOptions): Adl {
  checkOptions({ backbone, mode, inputSize, segmentationWidth, topFraction });
  if (maps === "novelty" && !novelty)
    throw new RangeError(
      `createAdl: expected novelty options for its maps, got none; give novelty or other maps`,
    );
  const fourth = novelty && noveltyOf(novelty);
  const [encoder, own] = [
    backboneSpec(backbone),
    ownSpec(backbone, { mode, normalizeFeatures, width: segmentationWidth }),
  ];
  const given = checkedParams(backbone, backboneParams);
  const model: Adl = {
    method: "adl",
    types: [anomalyType],
    inputSize: imageSize(inputSize),
    scoring: scoringOf(mode, maps, fourth),
    mapKind: maps === "gradient" ? "relative" : "absolute",
    extras: { cues: fourth ? [...cueNames, "novelty"] : cueNames },
    maps,
    backbone,
    mode,
    topFraction,
    normalizeFeatures,
    scales,
    novelty: fourth,
    spec: [...encoder, ...own],
    params: {
      ...(given
        ? Object.fromEntries(Object.entries(given).map(([name, x]) => [backbonePrefix + name, x]))
        : initParams(encoder, { random })),
      ...initParams(own, { random }),
    },
    // Gradient maps read the factors of the last normalisation even where it is folded.
    ...(backbone.lastNorm && { keptParams: [`${backbonePrefix}${backbone.lastNorm.name}.`] }),
    // Read when it is called: scales may have been replaced.
    outputs: (params, images) => adlOutputs(model, params, images),
  };
  return model;
}

function checkOptions({
  backbone,
  mode,
  inputSize,
  segmentationWidth,
  topFraction,
}: {
  backbone: Backbone;
  mode: Mode;
  inputSize: ImageSize;
  segmentationWidth: number;
  topFraction: number;
}): void {
  checkFusion("createAdl", mode.fusion);
  const coarsest = backbone.stride * 2 ** (backbone.channels.length - 1);
  const sides = Object.values(imageSize(inputSize));
  if (!sides.every((side) => Number.isInteger(side / coarsest) && side >= coarsest))
    throw new RangeError(
      `createAdl: expected an inputSize that ${coarsest}, the stride of ${backbone.name}, divides, got ${[...new Set(sides)].join(" x ")}`,
    );
  if (!(topFraction > 0 && topFraction <= 1))
    throw new RangeError(`createAdl: expected a topFraction in (0, 1], got ${topFraction}`);
  if (!Number.isInteger(segmentationWidth) || segmentationWidth < 1)
    throw new RangeError(
      `createAdl: expected a segmentationWidth of at least 1, got ${segmentationWidth}`,
    );
}

function checkedParams(backbone: Backbone, params: Params | undefined): Params | undefined {
  if (!params) {
    if (backbone.trainable) return undefined;
    throw new RangeError(
      `createAdl: expected backboneParams for the frozen backbone ${backbone.name}, got none; ` +
        `give readParams(backbone.spec, file) or choose a trainable backbone`,
    );
  }
  const missing = backbone.spec.filter(
    ({ name, kind }) => kind !== "counter" && !Object.hasOwn(params, name),
  );
  if (missing.length > 0)
    throw new RangeError(
      `createAdl: expected every parameter of ${backbone.name}, got none named ` +
        missing.map(({ name }) => name).join(", "),
    );
  return params;
}
