import {
  efficientnetLite0Network,
  efficientnetLite1Network,
  efficientnetLite2Network,
} from "../efficientnetLite.ts";
import type { Network } from "../network.ts";
import { resnet18Network, wideResnet50x2Network } from "../resnet.ts";
import { smallConvNetwork } from "../smallConvNet.ts";

/** A network that a configuration can name. */
export interface FeatureNetwork {
  /** Its name for people. */
  title: string;
  network: Network;
  /** The layers taken where none are named, finest first. */
  layers: readonly string[];
  /** Whether it needs pretrained weights. */
  pretrained: boolean;
}

/** The names of the networks that frozen features come from, as configurations of methods have them. */
export const featureNetworkNames = [
  "efficientnet-lite0",
  "efficientnet-lite1",
  "efficientnet-lite2",
  "resnet18",
  "wide-resnet50-2",
  "small",
] as const;

const liteLayers = ["stage8", "stage16"];
const resnetLayers = ["layer2", "layer3"];

/** What the names stand for: layers at strides 8 and 16 by default. */
export const featureNetworks: Readonly<
  Record<(typeof featureNetworkNames)[number], FeatureNetwork>
> = {
  "efficientnet-lite0": {
    title: "EfficientNet-Lite0",
    network: efficientnetLite0Network,
    layers: liteLayers,
    pretrained: true,
  },
  "efficientnet-lite1": {
    title: "EfficientNet-Lite1",
    network: efficientnetLite1Network,
    layers: liteLayers,
    pretrained: true,
  },
  "efficientnet-lite2": {
    title: "EfficientNet-Lite2",
    network: efficientnetLite2Network,
    layers: liteLayers,
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
