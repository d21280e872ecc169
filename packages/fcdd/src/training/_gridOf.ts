import { tidy, zeros } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { Fcdd } from "../fcdd.ts";
import { decode, encode } from "../forward.ts";

/** Rows and columns of a detector's maps. */
export function gridOf(model: Fcdd): [number, number] {
  const { height, width } = model.inputSize;
  return tidy(() => {
    const images = zeros([1, height, width, 3]) as Tensor4D;
    const { output: features } = encode(model, model.params, images, { training: false });
    const { shape } = decode(model, model.params, features, { training: false }).output;
    return [shape[1], shape[2]];
  });
}
