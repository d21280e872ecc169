import type { NetworkLayers } from "@flawlens/backbones";
import { mean, tidy } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

/** The same layers, each as one cell: the mean of all its cells. */
export function pooledLayers(layers: NetworkLayers): NetworkLayers {
  return {
    ...layers,
    grids: (input) => layers.grids(input).map(() => ({ height: 1, width: 1 })),
    features: (params, images) =>
      tidy(() => layers.features(params, images).map((x) => mean(x, [1, 2], true) as Tensor4D)),
  };
}
