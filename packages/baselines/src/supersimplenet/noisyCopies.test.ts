import { randomStream } from "@flawlens/sampling";
import { describe, expect, test } from "vitest";
import { markAnomalies, noisyCopies } from "./noisyCopies.ts";

const normal = { label: 0 as const, mask: new Uint8Array(4) };

describe("markAnomalies", () => {
  // The vector "supersimplenet.anomalies".
  test("a copy is anomalous where its own mask covers it", () => {
    const { noisy, anomalous, labels, known } = markAnomalies(
      [normal, normal],
      [
        [0, 1, 1, 0],
        [0, 0, 0, 0],
      ],
    );
    expect([...anomalous]).toEqual([0, 1, 1, 0, 0, 0, 0, 0]);
    expect([...noisy]).toEqual([...anomalous]);
    expect([...labels]).toEqual([1, 0]);
    expect([...known]).toEqual([1, 1]);
  });

  test("cells known to be anomalous get no noise", () => {
    const { noisy, anomalous, labels } = markAnomalies(
      [{ label: 1, mask: Uint8Array.of(1, 1, 0, 0) }],
      [[0, 1, 1, 0]],
    );
    expect([...anomalous]).toEqual([1, 1, 1, 0]);
    expect([...noisy]).toEqual([0, 0, 1, 0]);
    expect([...labels]).toEqual([1]);
  });

  test("an anomaly without a mask gets no noise, and its cells are not known", () => {
    const { noisy, labels, known } = markAnomalies([{ label: 1, mask: null }], [[1, 1, 1, 1]]);
    expect([...noisy]).toEqual([0, 0, 0, 0]);
    expect([[...labels], [...known]]).toEqual([[1], [0]]);
  });

  test("an anomaly whose mask vanishes on the grid stays anomalous", () => {
    const { labels, anomalous } = markAnomalies([{ label: 1, mask: new Uint8Array(4) }], [[0, 0, 0, 0]]); // prettier-ignore
    expect([[...labels], [...anomalous]]).toEqual([[1], [0, 0, 0, 0]]);
  });
});

describe("noisyCopies", () => {
  const grid = { height: 16, width: 16 };
  const image = { label: 0 as const, mask: new Uint8Array(256) };
  const options = { grid, size: 3, deviation: 0.5, threshold: 0.2 };
  const { noise, anomalous, labels } = noisyCopies(
    Array.from({ length: 100 }, () => image),
    randomStream(3),
    options,
  );

  test("doubles the batch, and adds noise of the deviation to anomalous cells alone", () => {
    expect(labels).toHaveLength(200);
    let [sum, count] = [0, 0];
    let elsewhere = 0;
    for (const [i, value] of noise.entries())
      if (anomalous[Math.floor(i / 3)] === 1) [sum, count] = [sum + value ** 2, count + 1];
      else elsewhere += Math.abs(value);
    expect(elsewhere).toBe(0);
    expect(count).toBeGreaterThan(5000);
    // Four standard errors of a variance, √(2 / count) of it.
    expect(Math.abs(sum / count / 0.25 - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
  });

  test("leaves about half of the copies as they are", () => {
    const left = labels.filter((label) => label === 0).length;
    // Chance one half of no mask, and a few masks that are empty; four standard errors of 200 draws.
    expect(left / 200).toBeGreaterThan(0.5 - 4 * Math.sqrt(0.25 / 200));
    expect(left / 200).toBeLessThan(0.6 + 4 * Math.sqrt(0.25 / 200));
  });

  test("is the same for the same stream, and rarer above a higher threshold", () => {
    const of = (threshold: number) =>
      noisyCopies([image, image, image], randomStream(8), { ...options, threshold }).anomalous;
    expect(of(0.2)).toEqual(of(0.2));
    const covered = (cells: Float32Array) => cells.reduce((sum, cell) => sum + cell, 0);
    expect(covered(of(0.6))).toBeLessThan(covered(of(0.2)));
  });
});
