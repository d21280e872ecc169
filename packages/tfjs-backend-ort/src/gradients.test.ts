// Gradients against those of PyTorch in float64; conformance/gradients says how they are made.
import { readFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import "./index.ts";
import { cases } from "../conformance/gradients/cases.mjs";
import { compare } from "../conformance/gradients/compare.mjs";
import { exceptions } from "../conformance/gradients/exceptions.mjs";

const file = new URL("../conformance/gradients/pytorch.json", import.meta.url);
const pytorch = JSON.parse(readFileSync(file, "utf8")) as Record<string, number[][]>;

beforeAll(() => tf.setBackend("ort"));

describe("the gradient of PyTorch is found for", () => {
  test.each(cases.filter(({ name }) => !(name in exceptions)))("$name", async (item) => {
    expect(await compare(item, pytorch[item.name])).toBe("right");
  });
});

describe("what is listed as an exception is one:", () => {
  test.each(cases.filter(({ name }) => name in exceptions))("$name", async (item) => {
    expect(await compare(item, pytorch[item.name])).not.toBe("right");
  });
});
