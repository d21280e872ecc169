import { officialFixture } from "./officialFixture.ts";

/** Nested lists of numbers, as JSON has tensors. */
export type Nested = number | Nested[];

interface CflowFixture {
  vectors: Record<string, { inputs: Record<string, Nested>; outputs: Record<string, Nested> }>;
  step: {
    group: number;
    learningRate: number;
    params: Record<string, Nested>;
    features: Nested[];
    orders: number[][];
    losses: number[];
    gradients: Record<string, Nested>[];
    updated: Record<string, Nested>;
    logLikelihoods: number[][];
  };
  parameters: Record<string, number>;
}

/** What `fixtures/cflow.py` made with the released code. */
export const cflowFixture = officialFixture<CflowFixture>("cflow");

/** The numbers of a nested list, in order. */
export const flat = (values: Nested): number[] =>
  Array.isArray(values) ? values.flatMap(flat) : [values];

/** The lengths of a nested list. */
export const shapeOf = (values: Nested): number[] =>
  Array.isArray(values) ? [values.length, ...shapeOf(values[0])] : [];
