import { subset } from "@flawlens/detector";
import type { ImageSource, LabelledSample, Method } from "@flawlens/detector";
import { classGroups } from "../training/classGroups.ts";
import { createModel } from "./_createModel.ts";
import { encoderOf } from "./_encoderOf.ts";
import { trainingEvents } from "./_trainingEvents.ts";
import { fcddConfig } from "./fcddConfig.ts";
import type { FcddConfig } from "./fcddConfig.ts";
import { presetFor } from "./presetFor.ts";
import { presets } from "./presets.ts";

/**
 * MultiTypeFCDD as a method of the command `flawlens`, and of everything else that trains by the `Method` contract.
 * It trains on normal images and on anomalies of each defect type, with image-level labels alone; it scores one map
 * for each type. For a training loop of your own there is {@link fitFcdd}.
 *
 * @example
 * const { detector, fit } = await fcddMethod.create(fcddConfig.parse({ encoder: { network: "small" }, steps: 900 }), context);
 * for await (const event of fit({})) if (event.kind === "step") console.log(event.step, event.loss);
 */
export const fcddMethod: Method<FcddConfig> = {
  name: "fcdd",
  title: "MultiTypeFCDD",
  description:
    "Learns one anomaly map for each defect type from normal images and labelled anomalies of each type; masks help, and none is needed.",
  source:
    "George, Mihaylova, Anderson: Explainable Deep Convolutional Multi-Type Anomaly Detection",
  config: fcddConfig,
  presets,
  presetFor,
  needs: { anomalies: "each type", masks: "optional", normals: 10 },
  identity: identityOf,
  async create(config, context) {
    const { types } = context;
    if (types.length === 0)
      throw new RangeError(
        "fcdd: expected anomalies with their defect types, got normal images only; choose a method that needs no " +
          "anomalies, such as patchcore",
      );
    const encoder = encoderOf(config);
    const { inputSize: side = encoder.preprocessing.size } = config;
    const images = context.images("train", { height: side, width: side });
    const source = subset(images, (sample) => isUsable(sample, config));
    // Refuses data that cannot be trained on before weights are fetched.
    classGroups({ defectTypes: types, singleChannel: config.singleChannel }, source.samples);
    const model = await createModel(config, encoder, context);
    const training = { model, config, source, random: context.random };
    const notes = notesOf(images, source);
    return {
      detector: model,
      threshold: config.threshold,
      fit: (run) => trainingEvents({ ...training, notes }, run),
    };
  },
};

/** All of it but how often checkpoints are saved and, where no schedule depends on it, how long training goes on. */
function identityOf(config: FcddConfig): unknown {
  const { checkpointEverySteps: _, steps, epochs, ...decisive } = config;
  return config.schedule === "constant" ? decisive : { ...decisive, steps, epochs };
}

/** Whether it is known what an image teaches. */
function isUsable({ label, defectTypes }: LabelledSample, { singleChannel }: FcddConfig): boolean {
  if (label === null) return false;
  return label === 0 || singleChannel || defectTypes.length > 0;
}

function notesOf(images: ImageSource, source: ImageSource): string[] {
  const left = images.samples.length - source.samples.length;
  if (left === 0) return [];
  return [
    `${left} of ${images.samples.length} training images are left out: their label or their defect types are not known.`,
  ];
}
