import type { Rows } from "@flawlens/detector";
import { randomStream } from "@flawlens/sampling";
import { describe, expect, test } from "vitest";
import { greedyCoreset } from "./greedyCoreset.ts";

/** The definition: every distance, every time. */
function coresetByDefinition({ data, count, size }: Rows, wanted: number, start: number): number[] {
  const distance = (i: number, j: number) =>
    Math.fround(
      Math.sqrt(
        Array.from(
          { length: size },
          (_, c) => (data[i * size + c] - data[j * size + c]) ** 2,
        ).reduce((a, b) => a + b, 0),
      ),
    );
  const chosen = [start];
  while (chosen.length < wanted) {
    const nearest = Array.from({ length: count }, (_, i) =>
      Math.min(...chosen.map((j) => distance(i, j))),
    );
    chosen.push(nearest.indexOf(Math.max(...nearest)));
  }
  return chosen;
}

describe("greedyCoreset", () => {
  test.each([1, 3, 16, 21, 40])("is that of the definition on rows of %d numbers", (size) => {
    const random = randomStream(size);
    const centres = Array.from({ length: 12 * size }, () => 10 * random());
    const count = 200;
    const data = Float32Array.from({ length: count * size }, (_, at) => {
      const cluster = Math.floor(at / size) % 12;
      return centres[cluster * size + (at % size)] + random();
    });
    const rows = { data, count, size };
    expect([...greedyCoreset(rows, { count: 30, start: 7 })]).toEqual(
      coresetByDefinition(rows, 30, 7),
    );
  });

  test("takes the first of equally far rows, and every row where all are wanted", () => {
    const rows = { data: Float32Array.of(0, 2, -2, 2), count: 4, size: 1 };
    expect([...greedyCoreset(rows, { count: 4, start: 0 })]).toEqual([0, 1, 2, 0]);
  });

  test("gives one row at a time", () => {
    const rows = { data: Float32Array.of(0, 1, 5, 6), count: 4, size: 1 };
    const choosing = greedyCoreset(rows, { count: 2, start: 0 });
    expect(choosing.next()).toEqual({ value: 0, done: false });
    expect(choosing.next()).toEqual({ value: 3, done: false });
    expect(choosing.next().done).toBe(true);
  });

  test.each([
    { count: 0, start: 0, message: "expected a count from 1 to 2, got 0" },
    { count: 3, start: 0, message: "expected a count from 1 to 2, got 3" },
    { count: 1, start: 2, message: "expected a start below 2, got 2" },
  ])("refuses: $message", ({ message, ...options }) => {
    const rows = { data: Float32Array.of(0, 1), count: 2, size: 1 };
    expect(() => greedyCoreset(rows, options).next()).toThrow(
      new RangeError(`greedyCoreset: ${message}`),
    );
  });
});
