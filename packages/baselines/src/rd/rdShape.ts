import type { featureNetworkNames } from "@flawlens/backbones";

/** How large a student of reverse distillation is, and what its teacher's features are like. */
export interface RdShape {
  /**
   * Channels of the 3x3 convolution of a block, as a fraction of the block's channels: 1/2 for Wide ResNets, 1/4 for
   * ResNet-50. `null`: blocks have two 3x3 convolutions, as in ResNet-18.
   */
  inner: number | null;
  /** Blocks of the bottleneck. */
  bottleneck: number;
  /** Blocks of the decoder's stages, in the order they are computed: the coarsest first. */
  decoder: readonly [number, number, number];
  /** Whether features can be negative: a decoder that ends in a ReLU could not give them. */
  signed: boolean;
}

/** The released students of Wide ResNet-50-2 and ResNet-18. */
export const wideResnetShape: RdShape = {
  inner: 1 / 2,
  bottleneck: 3,
  decoder: [3, 4, 6],
  signed: false,
};
export const resnet18Shape: RdShape = {
  inner: null,
  bottleneck: 2,
  decoder: [2, 2, 2],
  signed: false,
};

type NetworkName = (typeof featureNetworkNames)[number];

/** The layers that a teacher's features are taken from, each with half the sides of the one before, and its student. */
export function rdTeacher(network: NetworkName): { layers: readonly string[]; shape: RdShape } {
  const light = { inner: null, bottleneck: 1, decoder: [1, 1, 1] } as const;
  switch (network) {
    case "wide-resnet50-2":
      return { layers: ["layer1", "layer2", "layer3"], shape: wideResnetShape };
    case "resnet18":
      return { layers: ["layer1", "layer2", "layer3"], shape: resnet18Shape };
    case "small":
      return { layers: ["stages.0", "stages.1", "stages.2"], shape: { ...light, signed: false } };
    default: // the blocks of EfficientNets end in a linear map
      return { layers: ["stage4", "stage8", "stage16"], shape: { ...light, signed: true } };
  }
}
