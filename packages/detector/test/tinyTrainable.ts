import { convSpec, convolve } from "@flawlens/backbones";
import type { Params } from "@flawlens/backbones";
import { max, mean, tensor } from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import type { Detector, TrainableLast } from "../src/detector.ts";
import { tinyDetector, tinyMaps } from "./tiny.ts";

/** The tiny detector with a last layer that doubles and exchanges what was its maps: 2(1 - m) and 4m. */
export function tinyTrainable(): Detector {
  const tiny = tinyDetector();
  const outputs: TrainableLast["outputs"] = (params, features) => {
    const maps = convolve(params, "last", features);
    return {
      scores: mean(maps, [1, 2]) as Tensor2D,
      maps,
      extras: { peaks: max(maps, [1, 2]) as Tensor2D },
    };
  };
  return {
    ...tiny,
    spec: [...tiny.spec, ...convSpec("last", { from: 2, to: 2, kernel: 1 })],
    params: { ...tiny.params, "last.weight": tensor([0, 2, 2, 0], [1, 1, 2, 2]) },
    trainable: { prefix: "last.", settings: { layers: 1 }, features: tinyMaps, outputs },
    outputs: (params: Params, images: Tensor4D) => outputs(params, tinyMaps(params, images)),
  };
}
