import { gaussianBlur } from "@flawlens/detector";
import { add, div, expandDims, squeeze } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";
import type { Cues } from "../cues/cues.ts";
import type { AdlNetwork } from "../network/adlNetwork.ts";
import { featureSaliency, inputSaliency, stretch } from "./saliency.ts";

/** Gradients of cues: of their sum to images, of one of them at the last convolution. */
interface Gradients {
  toImages(cues: readonly (keyof Cues)[]): Tensor4D;
  toLast(cue: keyof Cues): Tensor4D;
}

/** Equations 12 and 13 in the way of the mode: the maps of the cues, fused and blurred. */
export function fuseMaps(
  { mode, inputSize }: Pick<AdlNetwork, "mode" | "inputSize">,
  { toImages, toLast }: Gradients,
  { cues: wanted = false, sigma = 8 }: { cues?: boolean; sigma?: number },
): { fused: Tensor3D; cues?: Partial<Cues<Tensor3D>> } {
  const { mapCues } = mode;
  const ofImages = (cues: readonly (keyof Cues)[]) => stretch(inputSaliency(toImages(cues)));
  const ofFeatures = mapCues.map((cue) => stretch(featureSaliency(toLast(cue), inputSize)));
  const separate = wanted || mode.saliency === "averaged";
  const own = separate ? mapCues.map((cue, i) => mean([ofImages([cue]), ofFeatures[i]])) : [];
  const parts = mode.saliency === "averaged" ? own : [ofImages(mapCues), ...ofFeatures];
  return {
    fused: blurred(mean(parts), sigma),
    ...(wanted && { cues: Object.fromEntries(mapCues.map((cue, i) => [cue, own[i]])) }),
  };
}

function blurred(maps: Tensor3D, sigma: number): Tensor3D {
  const channels = expandDims(maps, 3) as Tensor4D;
  return squeeze(gaussianBlur(channels, { sigma, border: "mirror" }), [3]);
}

const mean = (maps: readonly Tensor3D[]): Tensor3D =>
  div(total(maps) as Tensor3D, maps.length) as Tensor3D;

/** The sum of those tensors that are there; null if none is. */
export function total(tensors: readonly (Tensor | null)[]): Tensor | null {
  const some = tensors.filter((x) => x !== null);
  return some.length === 0 ? null : some.reduce((sum, x) => add(sum, x));
}
