import { readFileSync } from "node:fs";
import { saveParams } from "@flawlens/backbones";
import type { Params, ParamSpec } from "@flawlens/backbones";
import { trainStep } from "@flawlens/training";
import type { LossAndUpdates, Optimizer } from "@flawlens/training";
import { add, clone, keep, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { ruleParams, ruleRange } from "../../backbones/test/ruleParams.ts";

/** What `fixtures/officialStep.py` keeps of a tensor: its size, root mean square, largest magnitude, and six values, evenly spaced. */
export type Brief = [size: number, rms: number, largest: number, ...samples: number[]];

/** A training step of official code: loss, and gradients, parameters and running statistics after it by name. */
export interface OfficialStep {
  loss: number;
  gradients: Record<string, Brief>;
  updated: Record<string, Brief>;
  running: Record<string, Brief>;
}

/** A fixture that a script made with `fixtures/officialStep.py`. */
export function readFixture<Fixture>(name: string): Fixture {
  return JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), "utf8"));
}

/** `[n, h, w, c]` from `low` to `high`, by the rule that fixtures are made by. */
export function ruleImages(
  name: string,
  shape: [number, number, number, number],
  [low, high]: [number, number],
): Tensor4D {
  const size = shape.reduce((product, side) => product * side, 1);
  return tensor4d(ruleRange(name, size, low, high), shape);
}

/** Weights by the rule, with `shift` added to the biases of normalisations, as `ready` of `officialStep.py` does. */
export function shiftedParams(spec: readonly ParamSpec[], shift: number): Params {
  const norms = spec.flatMap(({ name }) => name.match(/^(.*)\.running_mean$/)?.[1] ?? []);
  const params = ruleParams(spec);
  for (const norm of norms) params[`${norm}.bias`] = add(params[`${norm}.bias`], shift);
  return params;
}

/** How far numbers are from what was kept of a tensor, in units of its largest magnitude. */
export function apart(values: ArrayLike<number>, [size, rms, largest, ...samples]: Brief): number {
  if (values.length !== size) return Infinity;
  let squares = 0;
  for (let i = 0; i < size; i++) squares += values[i] ** 2;
  const last = samples.length - 1;
  const distances = samples.map((sample, i) =>
    Math.abs(values[Math.floor((i * (size - 1)) / last)] - sample),
  );
  return Math.max(...distances, Math.abs(Math.sqrt(squares / size) - rms)) / largest;
}

/** Takes a training step, and gives loss, gradients and new parameters in the memory layout of checkpoints. */
export async function takeStep(
  spec: readonly ParamSpec[],
  params: Params,
  options: {
    trainable: readonly string[];
    optimizer: Optimizer;
    lossOf: (params: Params) => LossAndUpdates;
  },
): Promise<{ loss: number; gradients: Arrays; after: Arrays }> {
  const { optimizer } = options;
  const gradients: Params = {};
  const watched: Optimizer = {
    ...optimizer,
    update(params, given) {
      for (const [name, tensor] of Object.entries(given)) gradients[name] = keep(clone(tensor));
      return optimizer.update(params, given);
    },
  };
  const stepped = trainStep(params, null, { ...options, optimizer: watched });
  const [loss] = await stepped.loss.data();
  return {
    loss,
    gradients: await arraysOf(spec, gradients),
    after: await arraysOf(spec, stepped.params),
  };
}

type Arrays = Record<string, ArrayLike<number>>;

async function arraysOf(spec: readonly ParamSpec[], values: Params): Promise<Arrays> {
  const present = spec.filter(({ name }) => Object.hasOwn(values, name));
  const stored = await saveParams(present, values);
  return Object.fromEntries(
    Object.entries(stored).map(([name, { data }]) => [name, data as Float32Array]),
  );
}

/** The names whose numbers are further from what was kept than `tolerance`, with how far they are. */
export function furtherThan(
  tolerance: number,
  found: Arrays,
  expected: Record<string, Brief>,
): [string, number][] {
  return Object.entries(expected).flatMap(([name, brief]) => {
    const distance = Object.hasOwn(found, name) ? apart(found[name], brief) : Infinity;
    return distance <= tolerance ? [] : [[name, distance] as [string, number]];
  });
}
