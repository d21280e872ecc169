import "../../test/cpu.ts";
import { memory, tensor2d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { nearness } from "./nearness.ts";

test("nearness is 2ab - |b|², and keeps nothing", () => {
  const [queries, bank] = [tensor2d([[1, 2]]), tensor2d([[0, 0], [3, 4], [6, 8]])]; // prettier-ignore
  const before = memory().numTensors;
  const values = nearness(queries, bank);
  expect([...values.dataSync()]).toEqual([0, 2 * 11 - 25, 2 * 22 - 100]);
  expect(memory().numTensors).toBe(before + 1);
});
