import { decisivePart, imageSize, normalImages, prepareNetwork } from "@flawlens/detector";
import type { Method, MethodContext, Trainer } from "@flawlens/detector";
import { trainingEvents } from "../shared/trainingEvents.ts";
import { rdTraining } from "./_rdTraining.ts";
import { createRd } from "./createRd.ts";
import { rdConfig } from "./rdConfig.ts";
import type { RdConfig } from "./rdConfig.ts";
import { rdTeacher } from "./rdShape.ts";

/**
 * Reverse distillation as a method: what the command line and sweeps train a detector with. Images labelled 0 on the
 * train side are taken as normal; others are not used.
 *
 * The released code looks at the test set every ten epochs but chooses nothing by it; this one trains to its last
 * epoch and never sees a test image.
 *
 * @example
 * const { detector, fit } = await rdMethod.create(rdConfig.parse({}), context);
 * for await (const event of fit({})) console.log(event.kind);
 */
export const rdMethod: Method<RdConfig> = {
  name: "rd",
  title: "Reverse distillation",
  description:
    "Learns to give a frozen network's features of normal images again from a narrow code, and scores an image by the place where it fails; it needs no anomalies.",
  source: "https://arxiv.org/abs/2201.10703",
  config: rdConfig,
  presets: {
    "small-machine": {
      description:
        "EfficientNet-Lite0 with ImageNet weights (19 MB) as teacher, whose features are kept, and a light student: minutes on two cores.",
      config: { network: "efficientnet-lite0", epochs: 30 },
    },
    reference: {
      description:
        "The released code: Wide ResNet-50-2 with ImageNet weights (132 MB) and a student of 84 million parameters, 200 epochs; days on a CPU.",
      config: { network: "wide-resnet50-2", memoryGiB: 16 },
    },
    trial: {
      description:
        "A small teacher of random weights at 128 pixels, which needs no file: for trials.",
      config: { network: "small", inputSize: 128, epochs: 10 },
    },
  },
  identity: decisivePart,
  needs: { anomalies: "none", masks: "unused", normals: 2 },
  create,
};

async function create(config: RdConfig, context: MethodContext): Promise<Trainer> {
  const { network, decoderBlocks } = config;
  const { layers: usual, shape: own } = rdTeacher(network);
  const random = context.random.split();
  const named = { network, layers: config.layers ?? [...usual] };
  const teacher = await prepareNetwork(named, context, { caller: "rd", random: random.split() });
  const shape = {
    ...own,
    ...(decoderBlocks && { decoder: decoderBlocks as [number, number, number] }),
  };
  const detector = createRd({
    teacher: teacher.layers,
    teacherParams: teacher.params,
    shape,
    inputSize: imageSize(config.inputSize),
    random: random.split(),
  });
  const { source, notes } = normalImages(context.images("train", detector.inputSize), "rd");
  const training = rdTraining(detector, { source, config, title: teacher.title, notes, random });
  return {
    detector,
    threshold: { rule: "normalsOnly", fraction: config.falsePositiveFraction },
    fit: (run) => trainingEvents(training, run),
  };
}
