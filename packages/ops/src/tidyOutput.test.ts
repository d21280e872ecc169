import "../test/cpu.ts";
import { dispose, memory, mul, square, tensor1d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { tidyOutput } from "./tidyOutput.ts";

test("keeps the tensors of nested records and frees all others", () => {
  const x = tensor1d([1, 2]);
  const before = memory().numTensors;
  const out = tidyOutput(() => {
    const y = square(x);
    return { twice: mul(y, 2), more: { thrice: mul(y, 3) }, name: "y" };
  });
  expect([...out.more.thrice.dataSync()]).toEqual([3, 12]);
  expect(out.name).toBe("y");
  expect(memory().numTensors).toBe(before + 2);
  dispose([out.twice, out.more.thrice]);
});

test("frees everything where the function throws", () => {
  const x = tensor1d([1, 2]);
  const before = memory().numTensors;
  expect(() =>
    tidyOutput(() => {
      square(x);
      throw new Error("broken");
    }),
  ).toThrow("broken");
  expect(memory().numTensors).toBe(before);
});
