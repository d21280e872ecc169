import "../../test/cpu.ts";
import { memory, tensor1d, tensor2d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { whitenRows } from "./whitenRows.ts";

test("whitenRows maps every row and takes the mapped mean away, and keeps nothing", () => {
  const [rows, matrix] = [tensor2d([[1, 2], [3, 4]]), tensor2d([[1, 0, 2], [0, 1, 3]])]; // prettier-ignore
  const offset = tensor1d([1, 1, 1]);
  const before = memory().numTensors;
  const mapped = whitenRows(rows, matrix, offset);
  expect([...mapped.dataSync()]).toEqual([0, 1, 7, 2, 3, 17]);
  expect(memory().numTensors).toBe(before + 1);
});
