import {
  type Adl,
  adlMode,
  type Backbone,
  createAdl,
  efficientnetLite0Backbone,
  type Mode,
  paperMode,
  referenceMode,
  resnet18Backbone,
  smallConvNetBackbone,
} from "@flawlens/adl";
import { readParams } from "@flawlens/backbones";
import type { RandomStream } from "@flawlens/sampling";
import type { Config } from "./config.ts";

const modes = { reference: referenceMode, paper: paperMode, adl: adlMode };

/** The detector that a configuration describes, with its weights. */
export async function buildModel(
  config: Config,
  { random, weights }: { random: RandomStream; weights?: string },
): Promise<Adl> {
  const backbone = backboneOf(config.backbone);
  if (!backbone.trainable && !weights)
    throw new Error(
      `expected --weights FILE for the frozen backbone ${backbone.name}: its ImageNet weights as .safetensors or .pth`,
    );
  if (config.backbone.network === "resnet18" && !weights)
    console.warn(
      "note: no --weights: ResNet-18 begins at random, where the paper begins with ImageNet weights",
    );
  return createAdl({
    backbone,
    mode: modeOf(config),
    inputSize: config.inputSize,
    segmentationWidth: config.segmentationWidth,
    random,
    ...(weights && { backboneParams: await readWeights(backbone, weights) }),
  });
}

function modeOf({ mode, alpha, lambda, annealLambda, upsampling, fusion }: Config): Mode {
  const changes = { alpha, lambda, annealLambda, upsampling, fusion };
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  return { ...modes[mode], ...Object.fromEntries(given) };
}

function backboneOf(config: Config["backbone"]): Backbone {
  switch (config.network) {
    case "resnet18":
      return resnet18Backbone({ trainable: config.trainable });
    case "efficientnet-lite0": {
      const { layers, trainable } = config;
      return efficientnetLite0Backbone({ layers, trainable } as Parameters<
        typeof efficientnetLite0Backbone
      >[0]);
    }
    case "small":
      return smallConvNetBackbone(config.widths ? { widths: config.widths } : {});
  }
}

async function readWeights({ name, spec }: Backbone, file: string) {
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
