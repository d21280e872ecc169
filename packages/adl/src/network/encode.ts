import { normalizeImages } from "@flawlens/backbones";
import type { Params } from "@flawlens/backbones";
import { tidyOutput } from "@flawlens/ops";
import { div } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { AdlNetwork } from "./adlNetwork.ts";
import type { BackboneOutput } from "./backbone.ts";

/** What stands before the backbone's own names in the detector's parameters. */
export const backbonePrefix = "feature_extractor.net.";

/**
 * The backbone's features of images, finest first.
 *
 * @param images - `[N, height, width, 3]`, RGB in [0, 255], float32.
 * @param options - `training`: whether a trainable backbone normalises by the statistics of the batch.
 */
export function encode(
  { backbone }: Pick<AdlNetwork, "backbone">,
  params: Params,
  images: Tensor4D,
  { training }: { training: boolean },
): BackboneOutput {
  return tidyOutput(() => {
    const own: Params = {};
    for (const [name, value] of Object.entries(params))
      if (name.startsWith(backbonePrefix)) own[name.slice(backbonePrefix.length)] = value;
    const prepared = normalizeImages(div(images, 255), backbone.preprocessing);
    const { features, updates } = backbone.features(own, prepared, { training });
    const named = Object.entries(updates).map(([name, value]) => [backbonePrefix + name, value]);
    return { features, updates: Object.fromEntries(named) };
  });
}
