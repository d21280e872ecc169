import { readFileSync } from "node:fs";
import type { Tensor } from "@tensorflow/tfjs-core";
import { expect } from "vitest";

import { layerNames } from "../src/layerNames.ts";
import type { Network } from "../src/network.ts";

/** What `fixtures/make.py` writes of one network. */
export interface Fixture {
  size: number;
  parameters: number;
  entries: number;
  layers: Record<string, Summary>;
  /** Gradients of Σ layer · cotangent, to the images and to parameters in the checkpoint's layout. */
  gradients?: { layer: string; of: Record<string, Summary> };
}

export interface Summary {
  shape: number[];
  sum: number;
  sumOfSquares: number;
  maxAbs: number;
  /** 32 values, evenly spaced. */
  samples: number[];
}

export function readFixture(name: string): Fixture {
  return JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), "utf8"));
}

/** The layers of a fixture that a network cut after `upTo` has. */
export function layersUpTo(
  network: Network,
  fixture: Fixture,
  upTo: string,
): Record<string, Summary> {
  const names = layerNames(network);
  const cut = new Set(names.slice(0, names.indexOf(upTo) + 1));
  return Object.fromEntries(Object.entries(fixture.layers).filter(([name]) => cut.has(name)));
}

/**
 * Largest difference of tensors from a fixture's summaries, relative to each tensor's largest
 * value: of sampled values, and of the root mean square and mean over the whole tensor.
 */
export function largestDifference(
  features: Record<string, Pick<Tensor, "dataSync">>,
  layers: Record<string, Summary>,
): number {
  const differences = Object.entries(layers).map(([layer, expected]) => {
    const values = Float64Array.from(features[layer].dataSync());
    const size = expected.shape.reduce((product, n) => product * n, 1);
    expect([layer, values.length]).toEqual([layer, size]);
    const sum = values.reduce((total, value) => total + value, 0);
    const squares = values.reduce((total, value) => total + value * value, 0);
    const { samples, maxAbs } = expected;
    const last = samples.length - 1;
    const bySample = samples.map((sample, i) =>
      Math.abs(values[Math.floor((i * (size - 1)) / last)] - sample),
    );
    const byMean = Math.abs(sum - expected.sum) / size;
    const byRms = Math.abs(Math.sqrt(squares / size) - Math.sqrt(expected.sumOfSquares / size));
    return Math.max(...bySample, byMean, byRms) / maxAbs;
  });
  return Math.max(...differences);
}
