import type { Encoder } from "../encoder/encoder.ts";
import {
  efficientnetLite0Encoder,
  inceptionResnetV2Encoder,
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
      return efficientnetLite0Encoder(encoder as Parameters<typeof efficientnetLite0Encoder>[0]);
    case "inception-resnet-v2":
      return inceptionResnetV2Encoder(encoder as Parameters<typeof inceptionResnetV2Encoder>[0]);
  }
}
