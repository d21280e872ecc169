import { describe, expect, test } from "vitest";
import { onEngine } from "../test/engines.ts";
import { smallProblem, type SmallBatch } from "../test/smallProblem.ts";
import type { LoadedCheckpoint } from "./checkpoint.ts";
import { checkFitOptions, type FitOptions } from "./fitOptions.ts";

/** A checkpoint of nothing, saved by Adam, with a state of the data. */
const checkpoint: LoadedCheckpoint = {
  step: 1,
  epoch: 0,
  epochLoss: { sum: 0, steps: 1 },
  params: {},
  optimizer: { name: "adam", tensors: {}, state: null },
  data: { drawn: 5 },
  config: null,
  file: "checkpoint.safetensors",
  recovered: null,
};

describe("checkFitOptions", () => {
  onEngine("cpu");

  test.each<{ of: string; options: Partial<FitOptions<SmallBatch>> }>([
    { of: "steps alone", options: { steps: 1 } },
    { of: "epochs alone", options: { epochs: 3 } },
    { of: "no batch in advance", options: { steps: 1, prefetch: 0 } },
    { of: "a checkpoint of the same optimiser", options: { steps: 1, resume: checkpoint } },
    { of: "names of parameters", options: { steps: 1, trainable: ["head.weight"] } },
  ])("takes $of", ({ options }) => {
    expect(() => checkFitOptions({ ...smallProblem(), ...options })).not.toThrow();
  });

  test.each<{ options: Partial<FitOptions<SmallBatch>>; message: string }>([
    { options: { steps: undefined }, message: "expected steps or epochs, got neither" },
    { options: { steps: 0 }, message: "expected a positive integer as steps, got 0" },
    { options: { epochs: 1.5 }, message: "expected a positive integer as epochs, got 1.5" },
    { options: { readEvery: 0 }, message: "expected a positive integer as readEvery, got 0" },
    {
      options: { prefetch: -1 },
      message: "expected a whole number of at least 0 as prefetch, got -1",
    },
    {
      options: { checkpoint: { file: "x", everySteps: 0 } },
      message: "expected a positive integer as checkpoint.everySteps, got 0",
    },
    {
      options: { trainable: ["head"] },
      message: "expected names of params as trainable, got head",
    },
    {
      options: {
        resume: { ...checkpoint, optimizer: { name: "sgd", tensors: {}, state: null } },
      },
      message: "expected a checkpoint of adam, got one of sgd; resume with the same optimizer",
    },
    {
      options: { resume: checkpoint, data: undefined },
      message: "expected data, whose state the checkpoint holds, got none",
    },
    {
      options: { resume: { ...checkpoint, data: null } },
      message: "expected a checkpoint with a data state, got none",
    },
  ])("refuses: $message", ({ options, message }) => {
    expect(() => checkFitOptions({ ...smallProblem(), steps: 1, ...options })).toThrow(
      `fit: ${message}`,
    );
  });
});
