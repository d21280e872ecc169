import { readNetworkWeights } from "@flawlens/backbones";
import { halfPixel, receptiveFieldAligned } from "@flawlens/detector";
import type { MethodContext, Upsampling } from "@flawlens/detector";
import { createFcdd, unitPreprocessing } from "../createFcdd.ts";
import type { Encoder } from "../encoder/encoder.ts";
import type { Fcdd } from "../fcdd.ts";
import { convHead } from "../head/convHead.ts";
import { multiTypeLoss, releasedLoss } from "../loss/multiTypeLoss.ts";
import type { Loss } from "../loss/multiTypeLoss.ts";
import { withCellLoss } from "../loss/withCellLoss.ts";
import { pseudoHuberMaps, softmaxMaps } from "../maps/activation.ts";
import { maxScore, meanScore, pooledMaxScore, topMeanScore } from "../maps/scoring.ts";
import { gaussianSmoothing, noSmoothing } from "../maps/smoothing.ts";
import type { FcddConfig } from "./fcddConfig.ts";

const scorings = {
  mean: meanScore,
  max: maxScore,
  pooledMax: pooledMaxScore(),
  topMean: topMeanScore(),
};

/** The detector that a configuration describes, with its weights; `encoder` as {@link encoderOf} makes it. */
export async function createModel(
  config: FcddConfig,
  encoder: Encoder,
  { types, random, weights }: Pick<MethodContext, "types" | "random" | "weights">,
): Promise<Fcdd> {
  const stream = random.split();
  const file = await weights(config.encoder.network, { optional: encoder.trainable });
  const { inputSize = encoder.preprocessing.size } = config;
  return createFcdd({
    encoder,
    types,
    inputSize,
    random: stream,
    head: convHead(config.head),
    activation: config.maps === "softmax" ? softmaxMaps : pseudoHuberMaps,
    scoring: scorings[config.score],
    smoothing: config.smoothing ? gaussianSmoothing(config.smoothing) : noSmoothing,
    loss: lossOf(config),
    upsampling: upsamplingOf(config, encoder, inputSize),
    singleChannel: config.singleChannel,
    ...(config.preprocessing === "unit" && { preprocessing: unitPreprocessing }),
    ...(file !== null && {
      encoderParams: await readNetworkWeights(encoder.name, encoder.spec, file),
    }),
  });
}

function lossOf({ loss, topFraction, labelLoss, maskWeight }: FcddConfig): Loss {
  const unmaskedOnly = labelLoss === "unmasked";
  const ofImages =
    loss === "released" ? releasedLoss : multiTypeLoss({ topFraction, unmaskedOnly });
  return maskWeight > 0 ? withCellLoss(ofImages, maskWeight) : ofImages;
}

function upsamplingOf({ upsampling }: FcddConfig, encoder: Encoder, side: number): Upsampling {
  if (upsampling === "halfPixel") return halfPixel;
  if (!encoder.receptiveField)
    throw new RangeError(
      `fcdd: expected upsampling "halfPixel" for ${encoder.name}, whose receptive fields are not known, got ${upsampling}`,
    );
  return receptiveFieldAligned(encoder.receptiveField({ height: side, width: side }));
}
