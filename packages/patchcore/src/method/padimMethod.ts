import { patchJoins } from "@flawlens/backbones";
import { createPadim } from "../padim/createPadim.ts";
import { fitPadim } from "../padim/fitPadim.ts";
import { fittedMethod, trialPreset } from "./_fittedMethod.ts";
import { padimConfig } from "./padimConfig.ts";
import type { PadimConfig } from "./padimConfig.ts";

/**
 * PaDiM as a method: what the command line and sweeps train a detector with. Images that are labelled 0 on the
 * train side are taken as normal; others are not used. It suits parts that lie at the same place in every image.
 *
 * @example
 * const { detector, fit } = await padimMethod.create(padimConfig.parse({}), context);
 * for await (const event of fit({})) console.log(event.kind);
 */
export const padimMethod = fittedMethod<PadimConfig>({
  name: "padim",
  title: "PaDiM",
  description:
    "Learns for each place of the image how normal images look there, and scores an image by the place that fits least; it needs no anomalies, and parts that lie alike in every image.",
  source: "https://arxiv.org/abs/2011.08785",
  config: padimConfig,
  presets: {
    light: {
      description:
        "EfficientNet-Lite0 with ImageNet weights (19 MB) and 100 channels: seconds for a few hundred images on two cores.",
      config: {},
    },
    paper: {
      description:
        "ResNet-18 with ImageNet weights (47 MB), layers 1 to 3 and 100 channels, at 224 pixels. The exported file takes 137 MB.",
      config: { network: "resnet18", layers: ["layer1", "layer2", "layer3"], inputSize: 224 },
    },
    ...trialPreset,
  },
  normals: 20, // fewest that tell how much each place varies
  atLeast: 2,
  join: () => patchJoins.cells,
  build({ channels }, prepared) {
    const { embedding, source, maxBytes, grid, network } = prepared;
    const detector = createPadim(prepared);
    const seen = channels === "all" ? embedding.size : Math.min(channels, embedding.size);
    return {
      detector,
      summary:
        `PaDiM on ${network}: a Gaussian of ${seen} channels for each of ${grid.height} x ${grid.width} cells, from ` +
        `${source.samples.length} images taken as normal.`,
      fit: (random, signal) => fitPadim(detector, { source, random, channels, maxBytes, signal }),
    };
  },
});
