import { prefixedOps } from "@flawlens/backbones";
import type { Subnetwork, SubnetworkOps } from "@flawlens/backbones";
import { doubleConvBlock, encoder, enlargingBlock, lastConv } from "./convBlocks.ts";

/** Channels of the finest level of each of the two networks. */
export interface DraemWidths {
  /** Of the reconstruction: 128 as released. */
  reconstruction: number;
  /** Of the segmentation: 64 as released. */
  segmentation: number;
}

/**
 * The two networks of DRAEM (Zavrtanik, Kristan & Skočaj 2021, arXiv:2108.07610), with the released names after
 * `reconstruction.` and `segmentation.`: one that gives an image without its anomalies, through a narrow code and
 * without connections around it, and a U-Net that compares the two. From images `[N, H, W, 3]` in [0, 1], sides a
 * multiple of 32, to their reconstruction, of the same shape, and logits `[N, H, W, 2]`; channel 1 is anomaly.
 */
export function draemNetwork({ reconstruction, segmentation }: DraemWidths): Subnetwork {
  return {
    name: "draem",
    outputs(ops, [images]) {
      const rebuilt = reconstruct(prefixedOps(ops, "reconstruction."), images, reconstruction);
      const both = ops.concat([rebuilt, images]);
      return [rebuilt, segment(prefixedOps(ops, "segmentation."), both, segmentation)];
    },
  };
}

function reconstruct<T>(ops: SubnetworkOps<T>, images: T, base: number): T {
  const widths = [1, 2, 4, 8, 8].map((factor) => factor * base);
  const levels = encoder(prefixedOps(ops, "encoder."), images, widths);
  const own = prefixedOps(ops, "decoder.");
  let x = levels[4];
  for (const [i, filters] of [4, 2, 1, 1].entries()) {
    const wide = widths[3 - i];
    // The last stage has the width of the level before it.
    const inner = i === 3 ? base : wide;
    x = enlargingBlock(own, x, `up${i + 1}`, { like: levels[3 - i], filters: inner });
    x = doubleConvBlock(own, x, `db${i + 1}`, [inner, filters * base]);
  }
  return lastConv(own, x, "fin_out.0", 3);
}

function segment<T>(ops: SubnetworkOps<T>, both: T, base: number): T {
  const widths = [1, 2, 4, 8, 8, 8].map((factor) => factor * base);
  const levels = encoder(prefixedOps(ops, "encoder_segment."), both, widths);
  const own = prefixedOps(ops, "decoder_segment.");
  let x = levels[5];
  for (const [i, name] of ["_b", "1", "2", "3", "4"].entries()) {
    const like = levels[4 - i];
    const filters = base * [8, 4, 2, 1, 1][i];
    const enlarged = enlargingBlock(own, x, `up${name}`, { like, filters });
    x = doubleConvBlock(own, ops.concat([enlarged, like]), `db${name}`, [filters, filters]);
  }
  return lastConv(own, x, "fin_out.0", 2);
}
