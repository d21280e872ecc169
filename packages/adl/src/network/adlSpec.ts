import { convSpec, statisticsSpec } from "@flawlens/backbones";
import type { ParamSpec } from "@flawlens/backbones";
import type { Backbone } from "./backbone.ts";
import { backbonePrefix } from "./encode.ts";
import type { Mode } from "./modes.ts";

/** The epsilon of every batch normalisation: PyTorch's default. */
const epsilon = 1e-5;

/** The backbone's parameters as the detector names them; those of a frozen one are not trainable. */
export function backboneSpec({ spec, trainable }: Backbone): ParamSpec[] {
  return spec.map((param) => ({
    ...param,
    name: backbonePrefix + param.name,
    trainable: param.trainable && trainable,
    ...(param.norm && { norm: { ...param.norm, name: backbonePrefix + param.norm.name } }),
  }));
}

/**
 * Every parameter beside the backbone's, under the names of the released checkpoint: normalisation of
 * the features where it is asked for, up-blocks, and the three heads.
 *
 * @param options - `width`: filters of the segmentation head.
 */
export function ownSpec(
  backbone: Backbone,
  { mode, normalizeFeatures, width }: { mode: Mode; normalizeFeatures: boolean; width: number },
): ParamSpec[] {
  const statistics = normalizeFeatures
    ? backbone.channels.flatMap((count, i) => statisticsSpec(`input.${i}`, count))
    : [];
  return [...statistics, ...upSpec(backbone, mode), ...headSpec(backbone, width)];
}

/** The up-blocks: one for each doubling of each coarser scale. */
function upSpec({ channels }: Backbone, { upsampling }: Mode): ParamSpec[] {
  if (upsampling === "bilinear") return [];
  return channels.slice(1).flatMap((count, i) =>
    Array.from({ length: i + 1 }, (_, step) => {
      const name = `feature_extractor.upsample${i + 3}_${step + 1}`;
      const shape = { from: count, to: 2 * count, kernel: 3, bias: false };
      return convSpec(`${name}.1`, { ...shape, norm: { name: `${name}.2`, epsilon } });
    }).flat(),
  );
}

function headSpec({ channels, stride }: Backbone, width: number): ParamSpec[] {
  const joined = channels.reduce((sum, count) => sum + count, 0);
  const coarsest = channels[channels.length - 1];
  const init = { uniform: 1 / Math.sqrt(coarsest) };
  const conv = (name: string, norm: string, from: number) =>
    convSpec(name, { from, to: width, kernel: 3, bias: true, norm: { name: norm, epsilon } });
  return [
    ...convSpec("anomaly_head.scoring", { from: joined, to: 1, kernel: 1, bias: true }),
    { name: "prob_head.fc.weight", shape: [1, coarsest], kind: "linear", trainable: true },
    { name: "prob_head.fc.bias", shape: [1], kind: "vector", init, trainable: true },
    ...conv("db1.0", "db1.1", joined),
    ...conv("db1.3", "db1.4", width),
    ...Array.from({ length: Math.log2(stride) }, (_, i) =>
      conv(`up${i + 1}.1`, `up${i + 1}.2`, width),
    ).flat(),
    ...convSpec("fin_out.0", { from: width, to: 2, kernel: 3, bias: true }),
  ];
}
