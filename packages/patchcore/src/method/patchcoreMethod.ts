import { patchJoins } from "@flawlens/backbones";
import { coresetCount } from "../coreset/coresetCount.ts";
import { kCenterCoreset } from "../coreset/kCenterCoreset.ts";
import { createPatchcore } from "../patchcore/createPatchcore.ts";
import { fitPatchcore } from "../patchcore/fitPatchcore.ts";
import { patchScoring } from "../scoring/patchScoring.ts";
import { neighborWeighting } from "../weighting/neighborWeighting.ts";
import { coresetPresets, fittedMethod } from "./_fittedMethod.ts";
import { patchcoreConfig } from "./patchcoreConfig.ts";
import type { PatchcoreConfig } from "./patchcoreConfig.ts";

/**
 * PatchCore as a method: what the command line and sweeps train a detector with. Images that are labelled 0 on the
 * train side are taken as normal; others are not used.
 *
 * @example
 * const { detector, fit } = await patchcoreMethod.create(patchcoreConfig.parse({}), context);
 * for await (const event of fit({})) console.log(event.kind);
 */
export const patchcoreMethod = fittedMethod<PatchcoreConfig>({
  name: "patchcore",
  title: "PatchCore",
  description:
    "Keeps typical patches of normal images and scores an image by its patch that is furthest from all of them; it needs no anomalies and is fitted in seconds to minutes.",
  source: "https://arxiv.org/abs/2106.08265",
  config: patchcoreConfig,
  presets: coresetPresets,
  normals: 5,
  atLeast: 1,
  join: () => patchJoins.means,
  build({ coresetFraction: fraction, project, neighbors }, prepared) {
    const { source, maxBytes, grid, network } = prepared;
    const scoring = patchScoring({ weighting: neighborWeighting({ neighbors }) });
    const detector = createPatchcore({ ...prepared, scoring });
    const coreset = kCenterCoreset({ project });
    const images = source.samples.length;
    const patches = images * grid.height * grid.width;
    return {
      detector,
      summary:
        `PatchCore on ${network}: a memory bank of ${coresetCount(patches, fraction)} of the ${patches} patches of ` +
        `${images} images taken as normal.`,
      fit: (random, signal) =>
        fitPatchcore(detector, { source, random, fraction, coreset, maxBytes, signal }),
    };
  },
});
