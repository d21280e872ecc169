import type { Params } from "@flawlens/backbones";
import { tidy, transpose } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { headMaps } from "../_headMaps.ts";
import { featuresTensor } from "./headFeatures.ts";
import type { HeadFeatures } from "./headFeatures.ts";
import type { FileHead } from "./readHead.ts";

/**
 * The maps that a file's head makes of an image's features, as the file's output `maps` gives them.
 *
 * @param params - The head's own, which give the maps of the file, or those that `refineHead` made of them.
 * @param features - The file's output `features`, as `raw` of `@flawlens/inference` gives it.
 * @returns `[1, M, u, v]`.
 *
 * @example
 * const { features, maps } = await detector.raw(pixels, ["features", "maps"]);
 * const same = fileMaps(head, head.params, features); // `maps`, up to rounding
 */
export function fileMaps(head: FileHead, params: Params, features: HeadFeatures): Tensor4D {
  return tidy(() => transpose(headMaps(head, params, featuresTensor([features])), [0, 3, 1, 2]));
}
