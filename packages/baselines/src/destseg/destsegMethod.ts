import { normalImages, prepareNetwork } from "@flawlens/detector";
import type { Method, MethodContext, Trainer } from "@flawlens/detector";
import { trainingEvents } from "../shared/trainingEvents.ts";
import { destsegTraining } from "./_destsegTraining.ts";
import { createDestseg } from "./createDestseg.ts";
import { destsegConfig } from "./destsegConfig.ts";
import type { DestsegConfig } from "./destsegConfig.ts";
import { destsegNetworks } from "./destsegNetworks.ts";

/**
 * DeSTSeg as a method: what the command line and sweeps train a detector with. Images labelled 0 on the train side are
 * taken as normal; others are not used.
 *
 * The released code tests every 1,000 steps and keeps its last weights; this one never sees a test image. It drops
 * incomplete batches and never ends with fewer images than one holds; here batches are filled from the next pass.
 *
 * @example
 * const { detector, fit } = await destsegMethod.create(destsegConfig.parse({}), context);
 * for await (const event of fit({})) console.log(event.kind);
 */
export const destsegMethod: Method<DestsegConfig> = {
  name: "destseg",
  title: "DeSTSeg",
  description:
    "Learns what a frozen network's features would be without artificial anomalies, and then to mark where the two differ; it needs no anomalies, and gains from a folder of textures.",
  source: "https://arxiv.org/abs/2211.11317",
  config: destsegConfig,
  presets: {
    "small-machine": {
      description:
        "EfficientNet-Lite0 with ImageNet weights (19 MB) as teacher, a light student and segmentation: minutes on two cores.",
      config: {
        network: "efficientnet-lite0",
        segmentationWidth: 32,
        blocks: 1,
        studentSteps: 200,
        segmentationSteps: 300,
        batchSize: 8,
      },
    },
    reference: {
      description:
        "The released code: ResNet-18 with ImageNet weights (47 MB) as teacher and 32 million trained parameters, 5,000 steps of 32 images; days on a CPU.",
      config: {},
    },
    trial: {
      description:
        "A small teacher of random weights at 128 pixels, which needs no file: for trials.",
      config: {
        network: "small",
        inputSize: 128,
        segmentationWidth: 16,
        blocks: 1,
        studentSteps: 50,
        segmentationSteps: 100,
        batchSize: 8,
      },
    },
  },
  identity({ checkpointEverySteps: _often, ...decisive }) {
    return decisive;
  },
  needs: { anomalies: "none", masks: "unused", normals: 2 },
  create,
};

async function create(config: DestsegConfig, context: MethodContext): Promise<Trainer> {
  const { network, inputSize, segmentationWidth, blocks, topPixels } = config;
  const { layers, encoder, signed } = destsegNetworks(network);
  const random = context.random.split();
  const named = { network, layers: [...layers] };
  const teacher = await prepareNetwork(named, context, {
    caller: "destseg",
    random: random.split(),
  });
  const detector = createDestseg({
    teacher: teacher.layers,
    teacherParams: teacher.params,
    encoder,
    shape: { signed, segmentationWidth, blocks },
    inputSize,
    topPixels,
    random: random.split(),
  });
  const { source, notes } = normalImages(context.images("train", detector.inputSize), "destseg");
  const { title } = teacher;
  const { textures } = context;
  const training = destsegTraining(detector, { source, config, textures, title, notes, random });
  return {
    detector,
    threshold: { rule: "normalsOnly", fraction: config.falsePositiveFraction },
    fit: (run) => trainingEvents(training, run),
  };
}
