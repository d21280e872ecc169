import { resnet18Network, smallConvNetwork } from "@flawlens/backbones";
import type { featureNetworkNames } from "@flawlens/backbones";
import type { DestsegOptions } from "./createDestseg.ts";

/** The teacher's layers, the student's encoder beside it, and whether the teacher's features can be negative. */
export interface DestsegNetworks extends Pick<DestsegOptions, "encoder"> {
  layers: readonly string[];
  signed: boolean;
}

/** The networks for a teacher: a ResNet-18 as student of a ResNet, a light one of convolutions of others. */
export function destsegNetworks(network: (typeof featureNetworkNames)[number]): DestsegNetworks {
  switch (network) {
    case "resnet18":
    case "wide-resnet50-2":
      return {
        layers: ["layer1", "layer2", "layer3"],
        encoder: { network: resnet18Network, layers: ["layer1", "layer2", "layer3", "layer4"] },
        signed: false,
      };
    case "small": {
      const light = smallConvNetwork({ widths: [[16], [24], [32], [48]] });
      return {
        layers: ["stages.0", "stages.1", "stages.2"],
        encoder: { network: light, layers: ["stages.0", "stages.1", "stages.2", "stages.3"] },
        signed: false,
      };
    }
    default: {
      // EfficientNets; their blocks end in a linear map
      const light = smallConvNetwork({ widths: [[16], [24], [40], [80], [112]] });
      return {
        layers: ["stage4", "stage8", "stage16"],
        encoder: { network: light, layers: ["stages.1", "stages.2", "stages.3", "stages.4"] },
        signed: true,
      };
    }
  }
}
