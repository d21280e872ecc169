import "../../test/cpu.ts";
import { scalar } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { replaceParams } from "./replaceParams.ts";

test("puts other values in, leaves the rest, and disposes what it replaced", () => {
  const [a, b] = [scalar(1), scalar(2)];
  const detector = { params: { a, b } };
  replaceParams(detector, { a: scalar(3) });
  expect([detector.params.a.dataSync()[0], detector.params.b]).toEqual([3, b]);
  expect([a.isDisposed, b.isDisposed]).toEqual([true, false]);
});
