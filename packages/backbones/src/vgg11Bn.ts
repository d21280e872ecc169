import type { Network } from "./network.ts";

/** Filters of each convolution; `"pool"` halves the sides. */
const modules = [64, "pool", 128, "pool", 256, 256, "pool", 512, 512, "pool", 512, 512, "pool"];

/**
 * The features of VGG-11 with BatchNorm (Simonyan & Zisserman 2014, arXiv:1409.1556) with
 * torchvision's names, FCDD's original encoder: 9,225,984 parameters. Layers are named by
 * torchvision's module: `features.2` is the first ReLU, `features.3` the first pool, and
 * `features.28` the last. The classifier is not part of it: read torchvision's file with
 * `ignoreUnexpected`.
 */
export const vgg11BnNetwork: Network<`features.${number}`> = {
  name: "vgg11Bn",
  minSize: 32,
  preprocessing: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225], size: 224 },
  *layers(ops, images) {
    let x = images;
    let i = 0; // torchvision's module; a convolution, its norm and its ReLU are three
    for (const filters of modules) {
      if (typeof filters === "number") {
        const norm = { name: `features.${i + 1}`, epsilon: 1e-5 };
        const options = { filters, kernel: 3, pad: 1, bias: true };
        x = ops.relu(ops.conv(x, `features.${i}`, options, norm));
        i += 2;
      } else x = ops.maxPool(x, { kernel: 2, stride: 2 });
      yield [`features.${i}`, x];
      i++;
    }
  },
};
