import { featureNetworks } from "@flawlens/backbones";
import type { Encoder } from "../encoder/encoder.ts";
import {
  inceptionResnetV2Encoder,
  networkEncoder,
  smallConvNetEncoder,
} from "../encoder/networkEncoder.ts";
import type { FcddConfig } from "./fcddConfig.ts";

/**
 * The encoder that a configuration names.
 *
 * @throws {RangeError} If the network lacks a layer, listing those it has.
 */
export function encoderOf({ encoder }: Pick<FcddConfig, "encoder">): Encoder {
  switch (encoder.network) {
    case "small":
      return smallConvNetEncoder({ widths: encoder.widths });
    case "efficientnet-lite0":
    case "efficientnet-lite1":
    case "efficientnet-lite2":
      return networkEncoder(featureNetworks[encoder.network].network, encoder);
    case "inception-resnet-v2":
      return inceptionResnetV2Encoder(encoder as Parameters<typeof inceptionResnetV2Encoder>[0]);
  }
}
