import { prefixedOps, residualBlock } from "@flawlens/backbones";
import type { Network, Subnetwork } from "@flawlens/backbones";
import { fanOutNormal } from "../shared/fanOutNormal.ts";
import type { DestsegShape } from "./destsegShape.ts";

/** An encoder that a student is built on. */
export interface StudentEncoder {
  network: Network;
  /** Four layers, finest first, each with half the sides of the one before; the last is what the decoder begins with. */
  layers: readonly [string, string, string, string];
  /** Channels of the last layer. */
  channels: number;
}

/**
 * The student of DeSTSeg (Zhang et al. 2023, arXiv:2211.11317): an encoder, and a decoder without connections around
 * the code, which learns what the teacher's features would be if the image had no anomaly. From prepared images to
 * features with the teacher's channels, finest first, at the sides of the encoder's first three layers.
 *
 * Parameters have the released names: `encoder.conv1.weight`, `decoder_layer4.0.conv1.weight`, ...
 */
export function destsegStudent(
  { network, layers, channels: deepest }: StudentEncoder,
  { channels, signed, blocks }: Pick<DestsegShape, "channels" | "signed" | "blocks">,
): Subnetwork {
  return {
    name: "student",
    outputs(ops, [images]) {
      const wanted = new Set<string>(layers);
      const found = new Map<string, typeof images>();
      for (const [layer, x] of network.layers(prefixedOps(ops, "encoder."), images)) {
        if (wanted.has(layer)) found.set(layer, x);
        if (layer === layers[3]) break;
      }
      const encoded = layers.map((layer) => found.get(layer) as typeof images);
      const maps: (typeof images)[] = [];
      let x = encoded[3];
      let from = deepest;
      for (const stage of [4, 3, 2, 1]) {
        const filters = stage === 4 ? deepest : channels[stage - 1];
        if (stage < 4) x = ops.resizeLike(x, encoded[stage - 1]);
        for (let i = 0; i < blocks; i++) {
          const rectified = !(signed && stage < 4 && i === blocks - 1);
          const options = { from, filters, rectified, init: fanOutNormal };
          x = residualBlock(ops, x, `decoder_layer${stage}.${i}`, options);
          from = filters;
        }
        if (stage < 4) maps.unshift(x);
      }
      return maps;
    },
  };
}
