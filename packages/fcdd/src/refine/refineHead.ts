import type { Params } from "@flawlens/backbones";
import { balancedSampler } from "@flawlens/sampling";
import type { RandomStream } from "@flawlens/sampling";
import { adam, NonFiniteLossError, trainStep } from "@flawlens/training";
import { clone, dispose, tensor2d, tensor4d, tidy } from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { decode } from "../forward.ts";
import { cellLabels } from "../training/cellLabels.ts";
import { featuresTensor } from "./headFeatures.ts";
import type { HeadFeatures } from "./headFeatures.ts";
import type { FileHead } from "./readHead.ts";

/** An image as a head learns from it. */
export interface HeadExample {
  /** A name for errors. */
  id: string;
  features: HeadFeatures;
  /** `[M]`: 1 where it shows the type; all 0 for a normal image. */
  labels: readonly number[];
  /** Whether somebody marked it; other images are there so that the head does not forget them. */
  marked: boolean;
}

/** How a head is trained further. */
export interface RefineOptions {
  examples: readonly HeadExample[];
  /** Number of steps; default 100. */
  steps?: number;
  /** Images in each step; default 16. */
  batchSize?: number;
  /** Adam's learning rate; default 0.001. */
  learningRate?: number;
  /** Draws the images of each step. */
  random: RandomStream;
}

/** One step of {@link refineHead}, as it tells it. */
export interface RefineStep {
  step: number;
  /** The loss before the step. */
  loss: number;
}

/**
 * Trains the head of a detector's file further, by the loss it was trained with and Adam. Marked images, other normal
 * ones and other anomalous ones are drawn equally often. Running statistics stay as they are and nothing is dropped
 * out: few images have no statistics that one should trust. It needs tfjs-core alone.
 *
 * The same examples, seed and engine give the same weights.
 *
 * @returns The new parameters, which are the caller's; those of `head` stay as they are. A run that is left, or fails,
 *   leaves nothing behind.
 * @throws {RangeError} If there is no example, or its labels or features are not those of the head.
 * @throws {NonFiniteLossError} If a loss is not finite.
 *
 * @example
 * const run = refineHead(head, { examples, random: randomStream(7) });
 * let next = await run.next();
 * for (; !next.done; next = await run.next()) console.log(next.value.step, next.value.loss);
 * await writeFile("tuned.onnx", await withHead(bytes, head, next.value, { marked: 3 }));
 */
export async function* refineHead(
  head: FileHead,
  { examples, steps = 100, batchSize = 16, learningRate = 1e-3, random }: RefineOptions,
): AsyncGenerator<RefineStep, Params, void> {
  checkExamples(head, examples);
  const optimizer = adam({ learningRate });
  const trainable = head.spec.filter((param) => param.trainable).map(({ name }) => name);
  const sampler = balancedSampler({ groups: groupsOf(examples), random: random.split() });
  let params = tidy(() => mapped(head.params, clone));
  let done = false;
  try {
    for (let step = 1; step <= steps; step++) {
      const batch = Array.from({ length: batchSize }, () => examples[sampler.next()]);
      if (sampler.epochDone()) sampler.startEpoch();
      const before = params;
      const stepped = trainStep(before, batch, {
        lossOf: (params, batch) => lossOf(head, params, batch),
        optimizer,
        trainable,
      });
      params = stepped.params;
      dispose(trainable.map((name) => before[name]));
      const [loss] = await stepped.loss.data();
      stepped.loss.dispose();
      if (!Number.isFinite(loss))
        throw new NonFiniteLossError({ step, what: "loss", value: loss, sampleIds: batch.map(({ id }) => id), checkpoint: null }); // prettier-ignore
      yield { step, loss };
    }
    done = true;
    return params;
  } finally {
    optimizer.dispose();
    if (!done) dispose(params);
  }
}

function lossOf(head: FileHead, params: Params, batch: readonly HeadExample[]) {
  const types = head.types.length;
  const features = featuresTensor(batch.map((example) => example.features));
  const { output: maps } = decode(head, params, features, { training: false });
  const labels = tensor2d(batch.map((example) => [...example.labels]), [batch.length, types]); // prettier-ignore
  return head.loss(maps, labels as Tensor2D, cellsOf(head, batch, maps.shape));
}

/** What is known of each cell, where the loss looks at cells: without a mask little. */
function cellsOf(
  { settings }: FileHead,
  batch: readonly HeadExample[],
  [, u, v, types]: readonly number[],
): Tensor4D | undefined {
  if (settings.maskWeight === 0) return undefined;
  const known = new Float32Array(batch.length * u * v * types);
  for (const [i, { labels }] of batch.entries())
    known.set(cellLabels(labels, null, u * v), i * u * v * types);
  return tensor4d(known, [batch.length, u, v, types]);
}

/** Marked, other normal and other anomalous images, by index. */
function groupsOf(examples: readonly HeadExample[]): number[][] {
  const groups: number[][] = [[], [], []];
  for (const [i, { marked, labels }] of examples.entries())
    groups[marked ? 0 : labels.includes(1) ? 2 : 1].push(i);
  return groups.filter(({ length }) => length > 0);
}

function checkExamples(head: FileHead, examples: readonly HeadExample[]): void {
  if (examples.length === 0)
    throw new RangeError("refineHead: expected images to learn from, got none; mark some");
  const { shape: wanted } = examples[0].features;
  for (const { id, labels, features } of examples) {
    const { data, shape } = features;
    if (labels.length !== head.types.length)
      throw new RangeError(
        `refineHead: expected ${head.types.length} labels of ${id}, one a type, got ${labels.length}`,
      );
    if (`${shape}` !== `${wanted}` || data.length !== shape.reduce((a, b) => a * b, 1))
      throw new RangeError(
        `refineHead: expected features of [${wanted.join(", ")}], as those before, got [${shape.join(", ")}] with ` +
          `${data.length} values of ${id}`,
      );
  }
}

const mapped = (params: Params, map: (tensor: Params[string]) => Params[string]): Params =>
  Object.fromEntries(Object.entries(params).map(([name, tensor]) => [name, map(tensor)]));
