import { countParams, runSubnetwork } from "@flawlens/backbones";
import type { ImageSource } from "@flawlens/detector";
import type { RandomStream } from "@flawlens/sampling";
import { adam } from "@flawlens/training";
import type { Batch } from "@flawlens/training";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { cachedBatches } from "../shared/cachedBatches.ts";
import type { Training } from "../shared/trainingEvents.ts";
import type { Rd } from "./createRd.ts";
import type { RdConfig } from "./rdConfig.ts";
import { rdLoss } from "./rdLoss.ts";

/** The teacher's features of some images, level by level. */
export interface RdBatch extends Batch {
  level0: Tensor4D;
  level1: Tensor4D;
  level2: Tensor4D;
}

/** How a detector is trained: the teacher's features are computed once and kept. */
export function rdTraining(
  detector: Rd,
  {
    source,
    config,
    title,
    notes,
    random,
  }: {
    source: ImageSource;
    config: RdConfig;
    title: string;
    notes: readonly string[];
    random: RandomStream;
  },
): Training<RdBatch> {
  const { teacher, student } = detector;
  const { epochs, batchSize, learningRate, beta1, memoryGiB, checkpointEverySteps } = config;
  const total = source.samples.length;
  const own = detector.spec.filter(({ name }) => isTrained(name));
  const steps = epochs * Math.ceil(total / batchSize);
  return {
    caller: "rd",
    detector,
    isTrained,
    steps,
    summary:
      `Reverse distillation of ${title} into a student of ${countParams(own)} parameters: ${steps} steps of ` +
      `${batchSize} images, from ${total} images taken as normal.`,
    notes,
    checkpointEverySteps,
    optimizer: () => adam({ learningRate, beta1 }),
    batches: cachedBatches<RdBatch>(teacher, detector, {
      caller: "rd",
      source,
      batchSize,
      memoryGiB,
      random,
      batchOf: (ids, [level0, level1, level2]) => ({ ids, level0, level1, level2 }),
    }),
    lossOf(params, { level0, level1, level2 }) {
      const features = [level0, level1, level2];
      const { outputs, running } = runSubnetwork(student, params, features, { batchNorm: "batch" });
      return { loss: rdLoss(features, outputs, config.loss), updates: running };
    },
  };
}

/** Whether a parameter is the student's; those of the teacher have the names of their own checkpoint. */
function isTrained(name: string): boolean {
  return /^(bn|decoder)\./.test(name);
}
