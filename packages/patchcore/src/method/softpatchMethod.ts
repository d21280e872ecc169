import { patchJoins } from "@flawlens/backbones";
import { coresetCount } from "../coreset/coresetCount.ts";
import { kCenterCoreset } from "../coreset/kCenterCoreset.ts";
import { localOutlierFactor } from "../outliers/localOutlierFactor.ts";
import { createSoftpatch } from "../patchcore/createPatchcore.ts";
import { fitSoftpatch } from "../softpatch/fitSoftpatch.ts";
import { coresetPresets, fittedMethod } from "./_fittedMethod.ts";
import { softpatchConfig } from "./softpatchConfig.ts";
import type { SoftpatchConfig } from "./softpatchConfig.ts";

/**
 * SoftPatch as a method: what the command line and sweeps train a detector with. Images that are labelled 0 on the
 * train side are taken as normal, although some may not be; others are not used.
 *
 * @example
 * const { detector, fit } = await softpatchMethod.create(softpatchConfig.parse({}), context);
 * for await (const event of fit({})) console.log(event.kind);
 */
export const softpatchMethod = fittedMethod<SoftpatchConfig>({
  name: "softpatch",
  title: "SoftPatch",
  description:
    "Like PatchCore, but first drops the patches that are unusual among those at the same place of all training images, so that a few anomalies among them do little harm; it needs parts that lie alike in every image.",
  source: "https://arxiv.org/abs/2403.14233",
  config: softpatchConfig,
  presets: coresetPresets,
  normals: 30, // with fewer it cannot be told what is unusual at a place
  atLeast: 2,
  join: () => patchJoins.means,
  build({ coresetFraction: fraction, project, drop, outlierNeighbors }, prepared) {
    const { source, maxBytes, grid, network } = prepared;
    const detector = createSoftpatch(prepared);
    const coreset = kCenterCoreset({ project });
    const factor = localOutlierFactor({ neighbors: outlierNeighbors });
    const images = source.samples.length;
    const patches = images * grid.height * grid.width;
    return {
      detector,
      summary:
        `SoftPatch on ${network}: a memory bank of ${coresetCount(patches, fraction)} of the ${patches} patches of ` +
        `${images} images taken as normal, the most unusual ${Number((100 * drop).toPrecision(3))} % of them left out.`,
      fit: (random, signal) =>
        fitSoftpatch(detector, { source, random, fraction, coreset, factor, drop, maxBytes, signal }), // prettier-ignore
    };
  },
});
