import { residualBlock } from "@flawlens/backbones";
import type { Subnetwork, SubnetworkOps } from "@flawlens/backbones";
import { fanOutNormal } from "../shared/fanOutNormal.ts";
import { dilations } from "./destsegShape.ts";
import type { DestsegShape } from "./destsegShape.ts";

const epsilon = 1e-5;

/**
 * The segmentation of DeSTSeg: residual blocks, then context by dilated convolutions and the mean of the image (ASPP,
 * Chen et al. 2017, arXiv:1706.05587, without its 1x1 branch), then one logit for each cell. From `[N, h, w, C]`, C
 * being the sum of the teacher's channels, to `[N, h, w, 1]`.
 *
 * Parameters have the released names: `res.0.conv1.weight`, `head.0.aspp_fusion_layer.conv.weight`, ...
 */
export function destsegSegmentation({
  channels,
  segmentationWidth: width,
  blocks,
}: Omit<DestsegShape, "signed">): Subnetwork {
  return {
    name: "segmentation",
    outputs(ops, [input]) {
      let x = input;
      let from = channels.reduce((sum, count) => sum + count, 0);
      for (let i = 0; i < blocks; i++) {
        x = residualBlock(ops, x, `res.${i}`, { from, filters: width, init: fanOutNormal });
        from = width;
      }
      x = aspp(ops, x, width);
      const last = { filters: width, kernel: 3, pad: 1 };
      x = ops.relu(ops.conv(x, "head.1", last, { name: "head.2", epsilon }));
      return [ops.conv(x, "head.4", { filters: 1, kernel: 1, bias: true })];
    },
  };
}

function aspp<T>(ops: SubnetworkOps<T>, x: T, width: number): T {
  const conv = (x: T, at: string, kernel: number, dilation = 1) => {
    const pad = ((kernel - 1) / 2) * dilation;
    const norm = { name: `${at}.norm`, epsilon };
    return ops.relu(ops.conv(x, `${at}.conv`, { filters: width, kernel, pad, dilation }, norm));
  };
  const branch = (i: number) => `head.0.aspp_feature_extractors.${i}`;
  const whole = ops.resizeLike(conv(ops.globalMean(x), `${branch(0)}.1`, 1), x);
  const around = dilations.map((dilation, i) => conv(x, branch(i + 1), 3, dilation));
  return conv(ops.concat([whole, ...around]), "head.0.aspp_fusion_layer", 3);
}
