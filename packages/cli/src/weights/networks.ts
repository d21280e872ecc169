import {
  efficientnetLite0Network,
  efficientnetLite1Network,
  efficientnetLite2Network,
  inceptionResnetV2Network,
  type Network,
  resnet18Network,
  resnet34Network,
  resnet50Network,
  vgg11BnNetwork,
  wideResnet50x2Network,
} from "@flawlens/backbones";

/** A network that has published weights. */
export interface KnownNetwork {
  network: Network;
  /** The name in `checkpoints` of the weights that are taken where none are named. */
  checkpoint: string;
}

/** The networks whose weights can be taken from the Hub, by the names that configurations give them. */
export const knownNetworks: Readonly<Record<string, KnownNetwork>> = {
  "efficientnet-lite0": {
    network: efficientnetLite0Network,
    checkpoint: "tf_efficientnet_lite0.in1k",
  },
  "efficientnet-lite1": {
    network: efficientnetLite1Network,
    checkpoint: "tf_efficientnet_lite1.in1k",
  },
  "efficientnet-lite2": {
    network: efficientnetLite2Network,
    checkpoint: "tf_efficientnet_lite2.in1k",
  },
  "inception-resnet-v2": {
    network: inceptionResnetV2Network,
    checkpoint: "inception_resnet_v2.tf_in1k",
  },
  resnet18: { network: resnet18Network, checkpoint: "resnet18.tv_in1k" },
  resnet34: { network: resnet34Network, checkpoint: "resnet34.tv_in1k" },
  resnet50: { network: resnet50Network, checkpoint: "resnet50.tv_in1k" },
  "wide-resnet50-2": { network: wideResnet50x2Network, checkpoint: "wide_resnet50_2.tv_in1k" },
  "vgg11-bn": { network: vgg11BnNetwork, checkpoint: "vgg11_bn.tv_in1k" },
};
