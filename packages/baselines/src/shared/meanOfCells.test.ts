import "../../test/cpu.ts";
import { grad, tensor1d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { meanOfCells } from "./meanOfCells.ts";

test("is the mean of the cells that count", () => {
  expect(meanOfCells(tensor1d([3, 100, 5]), tensor1d([1, 0, 1])).dataSync()[0]).toBe(4);
});

test("is 0 where no cell counts, and so are its gradients", () => {
  const none = tensor1d([0, 0]);
  expect(meanOfCells(tensor1d([3, 4]), none).dataSync()[0]).toBe(0);
  expect([...grad((x) => meanOfCells(x, none))(tensor1d([3, 4])).dataSync()]).toEqual([0, 0]);
});
