import { featureNetworks, readNetworkWeights } from "@flawlens/backbones";
import type { MethodContext } from "@flawlens/detector";
import type { RandomStream } from "@flawlens/sampling";
import type { Adl } from "../model/adl.ts";
import { createAdl } from "../model/createAdl.ts";
import { networkBackbone, resnet18Backbone, smallConvNetBackbone } from "../network/backbone.ts";
import type { Backbone } from "../network/backbone.ts";
import { adlMode, paperMode, referenceMode } from "../network/modes.ts";
import type { Mode } from "../network/modes.ts";
import type { AdlConfig } from "./adlConfig.ts";

const modes = { reference: referenceMode, paper: paperMode, adl: adlMode };

/**
 * The detector that a configuration describes, with its pretrained weights.
 *
 * @param context - Where weights come from, and whom to tell that there are none.
 * @param random - Where the other weights come from.
 * @throws {RangeError} If an option cannot work, or the weights are those of another network.
 */
export async function buildAdl(
  config: AdlConfig,
  { weights, note }: Pick<MethodContext, "weights" | "note">,
  random: RandomStream,
): Promise<Adl> {
  const backbone = backboneOf(config.backbone);
  const file = await weightsOf(config.backbone, backbone, weights);
  if (file === null && config.backbone.network !== "small")
    note(
      `${config.backbone.network} begins with random weights, because no pretrained ones were named; ` +
        `the paper begins with those of ImageNet.`,
    );
  return createAdl({
    backbone,
    mode: modeOf(config),
    inputSize: config.inputSize,
    segmentationWidth: config.segmentationWidth,
    maps: config.maps,
    novelty: config.novelty,
    random,
    ...(file !== null && {
      backboneParams: await readNetworkWeights(backbone.name, backbone.spec, file),
    }),
  });
}

/** A mode with those parts replaced that the configuration gives. */
function modeOf({ mode, alpha, lambda, annealLambda, upsampling, fusion }: AdlConfig): Mode {
  const changes = { alpha, lambda, annealLambda, upsampling, fusion };
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  return { ...modes[mode], ...Object.fromEntries(given) };
}

function backboneOf(config: AdlConfig["backbone"]): Backbone {
  switch (config.network) {
    case "resnet18":
      return resnet18Backbone({ trainable: config.trainable });
    case "efficientnet-lite0":
    case "efficientnet-lite1":
    case "efficientnet-lite2": {
      const { layers, trainable } = config;
      return networkBackbone(featureNetworks[config.network].network, { layers, trainable });
    }
    case "small":
      return smallConvNetBackbone(config.widths ? { widths: config.widths } : {});
  }
}

async function weightsOf(
  { network }: AdlConfig["backbone"],
  { trainable }: Backbone,
  weights: MethodContext["weights"],
): Promise<string | null> {
  return network === "small" ? null : weights(network, { optional: trainable });
}
