import { readParams } from "@flawlens/backbones";
import {
  convHead,
  createFcdd,
  efficientnetLite0Encoder,
  type Encoder,
  type Fcdd,
  gaussianSmoothing,
  halfPixel,
  inceptionResnetV2Encoder,
  maxScore,
  meanScore,
  multiTypeLoss,
  noSmoothing,
  pooledMaxScore,
  receptiveFieldAligned,
  releasedLoss,
  smallConvNetEncoder,
  topMeanScore,
  unitPreprocessing,
} from "@flawlens/fcdd";
import type { RandomStream } from "@flawlens/sampling";
import type { Config } from "./config.ts";

const scores = {
  mean: meanScore,
  max: maxScore,
  pooledMax: pooledMaxScore(),
  topMean: topMeanScore(),
};

/** The detector that a configuration describes, with its weights. */
export async function buildModel(
  config: Config,
  types: readonly string[],
  { random, weights }: { random: RandomStream; weights?: string },
): Promise<Fcdd> {
  const encoder = encoderOf(config.encoder);
  if (!encoder.trainable && !weights)
    throw new Error(
      `expected --weights FILE for the frozen encoder ${encoder.name}: the .safetensors of its ImageNet weights`,
    );
  const side = config.inputSize ?? encoder.preprocessing.size;
  return createFcdd({
    encoder,
    types,
    random,
    head: convHead(config.head),
    scoring: scores[config.score],
    smoothing: config.smoothing ? gaussianSmoothing(config.smoothing) : noSmoothing,
    loss:
      config.loss === "released"
        ? releasedLoss
        : multiTypeLoss({ topFraction: config.topFraction }),
    upsampling:
      config.upsampling === "halfPixel"
        ? halfPixel
        : receptiveFieldAligned(placeOfCells(encoder, side)),
    singleChannel: config.singleChannel,
    inputSize: side,
    ...(config.preprocessing === "unit" && { preprocessing: unitPreprocessing }),
    ...(weights && {
      encoderParams: await readWeights(encoder, weights),
    }),
  });
}

async function readWeights({ name, spec }: Encoder, file: string) {
  return readParams(spec, file, { ignoreUnexpected: true }).catch((cause: Error) => {
    // A file of another network lacks hundreds of names.
    const lines = cause.message
      .split("\n")
      .map((line) => (line.length > 300 ? `${line.slice(0, 300)} ...` : line));
    throw new Error(`cannot use ${file} as weights of ${name}: ${lines.join("\n")}`, {
      cause: cause.cause,
    });
  });
}

function placeOfCells(encoder: Encoder, side: number) {
  if (!encoder.receptiveField)
    throw new Error(
      `expected upsampling "halfPixel": ${encoder.name} does not say where its cells look`,
    );
  return encoder.receptiveField({ height: side, width: side });
}

function encoderOf(config: Config["encoder"]): Encoder {
  switch (config.network) {
    case "small":
      return smallConvNetEncoder({ widths: config.widths });
    case "efficientnet-lite0":
      return efficientnetLite0Encoder(config as Parameters<typeof efficientnetLite0Encoder>[0]);
    case "inception-resnet-v2":
      return inceptionResnetV2Encoder(config as Parameters<typeof inceptionResnetV2Encoder>[0]);
  }
}
