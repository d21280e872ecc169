import { countParams, runSubnetwork } from "@flawlens/backbones";
import { readTextures } from "@flawlens/detector";
import type { ImageSource } from "@flawlens/detector";
import { perlinAnomaly } from "@flawlens/sampling";
import type { RandomStream } from "@flawlens/sampling";
import { addDecayedWeights, chain, momentum, separately, sgd } from "@flawlens/training";
import type { LossAndUpdates, Optimizer } from "@flawlens/training";
import type { Params } from "@flawlens/backbones";
import { anomalyBatches } from "../shared/anomalyBatches.ts";
import type { AnomalyBatch } from "../shared/anomalyBatches.ts";
import type { Batches, Training } from "../shared/trainingEvents.ts";
import { compareFeatures } from "./compareFeatures.ts";
import type { Destseg } from "./createDestseg.ts";
import type { DestsegConfig } from "./destsegConfig.ts";
import { segmentationLoss, studentLoss } from "./destsegLosses.ts";
import { turnedNormal } from "./turnedNormal.ts";

/** Images, and which of the two networks they train. */
export interface DestsegBatch extends AnomalyBatch {
  stage: Stage;
}

type Stage = "student" | "segmentation";

/** What training takes from outside of the detector. */
export interface DestsegTrainingOptions {
  source: ImageSource;
  config: DestsegConfig;
  textures: string | undefined;
  title: string;
  notes: readonly string[];
  random: RandomStream;
}

/** How a detector is trained: first the student, then the segmentation. */
export function destsegTraining(
  detector: Destseg,
  { source, config, textures, title, notes, random }: DestsegTrainingOptions,
): Training<DestsegBatch> {
  const { inputSize, spec } = detector;
  const { studentSteps, segmentationSteps, batchSize, rotation } = config;
  const namesOf = (stage: Stage) =>
    spec.flatMap(({ name, trainable }) => (trainable && name.startsWith(`${stage}_net.`) ? [name] : [])); // prettier-ignore
  const names = { student: namesOf("student"), segmentation: namesOf("segmentation") };
  const trained = spec.filter(({ name }) => isTrained(name));
  return {
    caller: "destseg",
    detector,
    isTrained,
    steps: studentSteps + segmentationSteps,
    summary:
      `DeSTSeg: a student of ${title} and a segmentation, ${countParams(trained)} parameters: ${studentSteps} and then ` +
      `${segmentationSteps} steps of ${batchSize} images, from ${source.samples.length} images taken as normal and artificial anomalies.`,
    notes,
    checkpointEverySteps: config.checkpointEverySteps,
    optimizer: () => destsegOptimizer(config),
    // eslint-disable-next-line require-yield
    async *batches() {
      const pictures = textures === undefined ? undefined : await readTextures(textures, inputSize);
      const images = anomalyBatches({
        source,
        inputSize,
        augment: (image, random) => turnedNormal(image, rotation, random),
        pseudo: perlinAnomaly({ operationsPerTexture: 0, ...(pictures && { textures: pictures }) }),
        cleanFraction: 0,
        batchSize,
        random,
        caller: "destseg",
      });
      return staged(images, studentSteps);
    },
    trainable: ({ stage }) => names[stage],
    lossOf: (params, batch) => destsegLoss(detector, params, batch),
  };
}

/** The released optimisers: momentum 0.9, weight decay 1e-4, and a learning rate each. */
export function destsegOptimizer({
  studentRate,
  blocksRate,
  headRate,
}: Pick<DestsegConfig, "studentRate" | "blocksRate" | "headRate">): Optimizer {
  const group = (match: RegExp, learningRate: number) => ({
    match,
    optimizer: chain(addDecayedWeights(1e-4), momentum(0.9), sgd({ learningRate })),
  });
  return separately([
    group(/^student_net\./, studentRate),
    group(/^segmentation_net\.res\./, blocksRate),
    group(/^segmentation_net\.head\./, headRate),
  ]);
}

/** The loss of the network that a batch trains; the other one stays as it is, running statistics included. */
export function destsegLoss(
  {
    teacher,
    studentFeatures,
    segmentation,
  }: Pick<Destseg, "teacher" | "studentFeatures" | "segmentation">,
  params: Params,
  { stage, clean, changed, masks }: Omit<DestsegBatch, "ids">,
): LossAndUpdates {
  if (stage === "student") {
    const { outputs, running } = studentFeatures(params, changed, { batchNorm: "batch" });
    return { loss: studentLoss(teacher.features(params, clean), outputs), updates: running };
  }
  const { outputs } = studentFeatures(params, changed, { batchNorm: "fixed" });
  const input = compareFeatures(teacher.features(params, changed), outputs);
  const found = runSubnetwork(segmentation, params, [input], { batchNorm: "batch" });
  return { loss: segmentationLoss(found.outputs[0], masks), updates: found.running };
}

function isTrained(name: string): boolean {
  return /^(student|segmentation)_net\./.test(name);
}

/** The same batches, the first of them for the student. */
function staged(batches: Batches<AnomalyBatch>, studentSteps: number): Batches<DestsegBatch> {
  let made = 0;
  return {
    async next() {
      const stage: Stage = made++ < studentSteps ? "student" : "segmentation";
      return { ...(await batches.next()), stage };
    },
    state: () => ({ made, images: batches.state() }),
    restore(state) {
      const saved = state as { made?: unknown; images?: unknown } | null;
      if (!Number.isSafeInteger(saved?.made))
        throw new RangeError(
          `destseg: expected a state with the number of batches, got ${JSON.stringify(state)}`,
        );
      made = saved?.made as number;
      batches.restore(saved?.images);
    },
  };
}
