import { clone, dispose, tensor, type Tensor } from "@tensorflow/tfjs-core";
import { architectureDifferences } from "./_architectureDifferences.ts";
import type { Batch } from "./batch.ts";
import type { ArrayTensor, Checkpoint } from "./checkpoint.ts";
import type { FitOptions } from "./fitOptions.ts";
import { NonFiniteLossError } from "./nonFiniteLossError.ts";
import type { Optimizer } from "./optimizers/optimizer.ts";
import type { Params } from "@flawlens/backbones";

/** What changes while `fit` runs. */
export interface Run {
  step: number;
  epoch: number;
  epochLoss: { sum: number; steps: number };
  params: Params;
  /** Ids of the samples in the last step's batch. */
  sampleIds: readonly string[];
  /** The last checkpoint. */
  saved: { file: string; step: number } | null;
}

/** A new run over tensors of its own, or the one that was saved. */
export function restoreRun<B extends Batch>(options: FitOptions<B>): Run {
  const { params, optimizer, data, resume } = options;
  if (resume === undefined) {
    const own = mapRecord(params, (param) => clone(param));
    return {
      step: 0,
      epoch: 0,
      epochLoss: { sum: 0, steps: 0 },
      params: own,
      sampleIds: [],
      saved: null,
    };
  }
  const differences = architectureDifferences(params, resume.params);
  if (differences.length > 0)
    throw new RangeError(
      `fit: expected a checkpoint of this model, got ${resume.file}:\n  ${differences.join("\n  ")}`,
    );
  data?.restore(resume.data);
  optimizer.restore(resume.optimizer.state, mapRecord(resume.optimizer.tensors, onEngine));
  const { step, epoch, epochLoss, file } = resume;
  return {
    step,
    epoch,
    epochLoss: { ...epochLoss },
    params: mapRecord(resume.params, onEngine),
    sampleIds: [],
    saved: { file, step },
  };
}

/** Takes the parameters of a step over, and frees those it replaced. */
export function replaceParams(run: Run, next: Params): void {
  const kept = new Set(Object.values(next));
  dispose(Object.values(run.params).filter((param) => !kept.has(param)));
  run.params = next;
}

/**
 * The run's whole state, read from the engine.
 *
 * @throws {NonFiniteLossError} If a number in it is not finite: such a checkpoint would be no use.
 */
export async function runCheckpoint(
  run: Run,
  optimizer: Optimizer,
  rest: Pick<Checkpoint, "data" | "config">,
): Promise<Checkpoint> {
  const { step, epoch, epochLoss } = run;
  const params = await readAll(run.params, run);
  const tensors = await readAll(optimizer.tensors(), run);
  const { name } = optimizer;
  return {
    step,
    epoch,
    epochLoss,
    params,
    optimizer: { name, tensors, state: optimizer.state() },
    ...rest,
  };
}

async function readAll(tensors: Params, run: Run): Promise<Record<string, ArrayTensor>> {
  const names = Object.keys(tensors);
  const values = await Promise.all(names.map((name) => tensors[name].data<"float32">()));
  values.forEach((data, i) => {
    const at = firstNonFinite(data);
    if (at >= 0)
      throw new NonFiniteLossError({
        step: run.step,
        what: names[i],
        value: data[at],
        sampleIds: run.sampleIds,
        checkpoint: run.saved,
      });
  });
  return Object.fromEntries(
    names.map((name, i) => [name, { shape: tensors[name].shape, data: values[i] }]),
  );
}

/** The index of the first number that is not finite, or -1; a plain loop, as there are millions. */
function firstNonFinite(data: Float32Array): number {
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) return i;
  return -1;
}

function onEngine({ shape, data }: ArrayTensor): Tensor {
  return tensor(data, shape, "float32");
}

function mapRecord<T, U>(record: Record<string, T>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}
