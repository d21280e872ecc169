import { readNetworkWeights } from "@flawlens/backbones";
import { halfPixel, receptiveFieldAligned } from "@flawlens/detector";
import type { MethodContext, Upsampling } from "@flawlens/detector";
import { createFcdd, unitPreprocessing } from "../createFcdd.ts";
import type { Encoder } from "../encoder/encoder.ts";
import type { Fcdd } from "../fcdd.ts";
import { maxScore, meanScore, pooledMaxScore, topMeanScore } from "../maps/scoring.ts";
import type { HeadSettings } from "../refine/headSettings.ts";
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
    settings: settingsOf(config),
    scoring: scorings[config.score],
    upsampling: upsamplingOf(config, encoder, inputSize),
    singleChannel: config.singleChannel,
    ...(config.preprocessing === "unit" && { preprocessing: unitPreprocessing }),
    ...(file !== null && {
      encoderParams: await readNetworkWeights(encoder.name, encoder.spec, file),
    }),
  });
}

function settingsOf(config: FcddConfig): HeadSettings {
  const { head, maps, smoothing = null, loss, topFraction, labelLoss, maskWeight } = config;
  return { head, maps, smoothing, loss, topFraction, labelLoss, maskWeight };
}

function upsamplingOf({ upsampling }: FcddConfig, encoder: Encoder, side: number): Upsampling {
  if (upsampling === "halfPixel") return halfPixel;
  if (!encoder.receptiveField)
    throw new RangeError(
      `fcdd: expected upsampling "halfPixel" for ${encoder.name}, whose receptive fields are not known, got ${upsampling}`,
    );
  return receptiveFieldAligned(encoder.receptiveField({ height: side, width: side }));
}
