import { patchJoins } from "@flawlens/backbones";
import { shrunkWhitening } from "@flawlens/detector";
import { fitMhpatchcore } from "../mhpatchcore/fitMhpatchcore.ts";
import { createMhpatchcore } from "../patchcore/createPatchcore.ts";
import { farthestOfEach } from "../reduction/farthestOfEach.ts";
import { mergeReduce } from "../reduction/mergeReduce.ts";
import type { Reduction } from "../reduction/reduction.ts";
import { imageScoring } from "../scoring/imageScoring.ts";
import { mhpatchcoreScoring } from "../scoring/patchScoring.ts";
import type { Scoring } from "../scoring/scoring.ts";
import { fittedMethod, trialPreset } from "./_fittedMethod.ts";
import type { Prepared } from "./_prepare.ts";
import { mhpatchcoreConfig } from "./mhpatchcoreConfig.ts";
import type { MhpatchcoreConfig } from "./mhpatchcoreConfig.ts";

const fine = { inputSize: 512, scales: [1, 0.5] };
const robust = { bank: "images", bankRows: 40_000 };

/**
 * MH-PatchCore as a method: what the command line and sweeps train a detector with. Images that are labelled 0 on
 * the train side are taken as normal; others are not used.
 *
 * @example
 * const { detector, fit } = await mhpatchcoreMethod.create(mhpatchcoreConfig.parse({}), context);
 * for await (const event of fit({})) console.log(event.kind);
 */
export const mhpatchcoreMethod = fittedMethod<MhpatchcoreConfig>({
  name: "mhpatchcore",
  title: "MH-PatchCore",
  description:
    "Like PatchCore, but differences count the more the less normal images vary in them (the Mahalanobis distance), and the memory that fitting takes does not grow with the number of images; it needs no anomalies, and training images without any.",
  source: "https://arxiv.org/abs/2605.27748",
  config: mhpatchcoreConfig,
  presets: {
    light: {
      description:
        "EfficientNet-Lite0 with ImageNet weights (19 MB) and 1,000 patches: seconds for a few hundred images on two cores.",
      config: {},
    },
    fine: {
      description:
        "EfficientNet-Lite0 with ImageNet weights (19 MB), images at up to as many pixels as 512 x 512 has, in their own proportions, and at half of it: small defects are seen far better where images have so many pixels, and all takes about six times as long.",
      config: fine,
      side: fine.inputSize,
    },
    robust: {
      description:
        "EfficientNet-Lite0 with ImageNet weights (19 MB), for training images that nobody has looked at: what only a few of them show does not count as normal. Seconds for a few hundred images, a larger file.",
      config: robust,
    },
    "robust-fine": {
      description:
        "As robust, with images as fine looks at them: small defects are seen far better where images have so many pixels.",
      config: { ...robust, ...fine },
      side: fine.inputSize,
    },
    paper: {
      description:
        "Wide ResNet-50-2 with ImageNet weights (276 MB) and 1,000 patches, at 224 pixels: minutes on a CPU.",
      config: { network: "wide-resnet50-2", inputSize: 224, embedding: "means" },
    },
    ...trialPreset,
  },
  normals: 5,
  atLeast: 1,
  join: ({ embedding, scales }) => ({
    ...patchJoins[embedding],
    scales,
  }),
  build(config, prepared) {
    const { keptVariance, shrinkage } = config;
    const { source, network } = prepared;
    const whitening = shrunkWhitening({ keptVariance, shrinkage });
    const { reduction, scoring } = bankOf(config, prepared);
    const detector = createMhpatchcore({ ...prepared, scoring });
    return {
      detector,
      summary:
        `MH-PatchCore on ${network}: a memory bank of ${reduction.name}, ${whitening.name}, from ` +
        `${source.samples.length} images taken as normal.`,
      fit: (_, signal) => fitMhpatchcore(detector, { source, whitening, reduction, signal }),
    };
  },
});

/** Which patches are kept, and how images are compared with them. */
function bankOf(
  { bank, bankRows: rows, blockRows, neighbors, patchesOfEach, nearestImage }: MhpatchcoreConfig,
  { source, grid }: Prepared,
): { reduction: Reduction; scoring: Scoring } {
  if (bank === "merged")
    return {
      reduction: mergeReduce({ rows, blockRows }),
      scoring: mhpatchcoreScoring({ neighbors }),
    };
  const cells = grid.height * grid.width;
  const images = source.samples.length;
  if (images > rows)
    throw new RangeError(
      `mhpatchcore: expected bankRows of at least ${images}, a patch for each training image, got ${rows}`,
    );
  const each = Math.min(patchesOfEach, cells, Math.floor(rows / images));
  return {
    reduction: farthestOfEach({ cells, each }),
    scoring: imageScoring({ each, neighbors: nearestImage }),
  };
}
