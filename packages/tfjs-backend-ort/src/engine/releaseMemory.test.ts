import { backend, matMul, setBackend, tensor2d, variable } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import type { OrtBackend } from "../backend.ts";
import "../index.ts";
import { releaseMemory } from "./releaseMemory.ts";

const statistics = () => (backend() as OrtBackend).statistics();

describe("releaseMemory", () => {
  beforeAll(async () => {
    await setBackend("ort");
  });

  test("compiled graphs are gone, values are not, pending ones included", async () => {
    const weights = variable(tensor2d([1, 2, 3, 4], [2, 2]));
    const product = () => matMul(weights, weights);
    await product().data();
    const { compilations } = statistics();
    await product().data();
    expect(statistics().compilations).toBe(compilations); // the graph is kept
    const pending = product();
    await releaseMemory();
    expect(Array.from(await pending.data())).toEqual([7, 10, 15, 22]);
    expect(statistics().compilations).toBe(compilations); // it was computed before the graph went
    expect(Array.from(await product().data())).toEqual([7, 10, 15, 22]);
    expect(statistics().compilations).toBe(compilations + 1);
    expect(Array.from(await weights.data())).toEqual([1, 2, 3, 4]);
  });

  test("with another backend does nothing", async () => {
    await setBackend("cpu");
    try {
      await expect(releaseMemory()).resolves.toBeUndefined();
    } finally {
      await setBackend("ort");
    }
  });
});
