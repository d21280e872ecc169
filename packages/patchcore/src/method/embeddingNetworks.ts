import {
  efficientnetLite0Network,
  resnet18Network,
  smallConvNetwork,
  wideResnet50x2Network,
} from "@flawlens/backbones";
import type { Network } from "@flawlens/backbones";

/** A network that a configuration can name. */
export interface EmbeddingNetwork {
  /** Its name for people. */
  title: string;
  network: Network;
  /** The layers taken where none are named, finest first. */
  layers: readonly string[];
  /** Whether it needs pretrained weights. */
  pretrained: boolean;
}

/** The names of networks, as configurations and `MethodContext.weights` have them. */
export const networkNames = ["efficientnet-lite0", "resnet18", "wide-resnet50-2", "small"] as const;

const resnetLayers = ["layer2", "layer3"];

/** What the names stand for: layers at strides 8 and 16 by default. */
export const embeddingNetworks: Readonly<Record<(typeof networkNames)[number], EmbeddingNetwork>> =
  {
    "efficientnet-lite0": {
      title: "EfficientNet-Lite0",
      network: efficientnetLite0Network,
      layers: ["stage8", "stage16"],
      pretrained: true,
    },
    resnet18: {
      title: "ResNet-18",
      network: resnet18Network,
      layers: resnetLayers,
      pretrained: true,
    },
    "wide-resnet50-2": {
      title: "Wide ResNet-50-2",
      network: wideResnet50x2Network,
      layers: resnetLayers,
      pretrained: true,
    },
    small: {
      title: "a small network of random weights",
      network: smallConvNetwork(),
      layers: ["stages.1", "stages.2"],
      pretrained: false,
    },
  };
