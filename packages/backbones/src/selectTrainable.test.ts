import "@tensorflow/tfjs-backend-cpu";
import { scalar } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";

import { networkSpec } from "./networkSpec.ts";
import { resnet18Network } from "./resnet.ts";
import { selectTrainable, splitParams } from "./selectTrainable.ts";

const spec = networkSpec(resnet18Network);
const trained = (patterns: (string | RegExp)[]) =>
  selectTrainable(spec, patterns)
    .filter(({ trainable }) => trainable)
    .map(({ name }) => name);

describe("selectTrainable", () => {
  test("takes what a name with stars matches, as a whole, and no running statistics", () => {
    expect(trained(["layer4.1.bn2.*", "fc.bias"])).toEqual([
      "layer4.1.bn2.weight",
      "layer4.1.bn2.bias",
      "fc.bias",
    ]);
    expect(trained(["bn1.*"])).toEqual(["bn1.weight", "bn1.bias"]); // not layer1.0.bn1
  });

  test("takes regular expressions, also those that remember where they were", () => {
    expect(trained([/^conv1/g])).toEqual(["conv1.weight"]);
    expect(trained([/bn\d\.(weight|bias)$/])).toHaveLength(34); // 17 normalisations beside downsample's
  });

  test("freezes all without patterns, and leaves the given spec as it is", () => {
    expect(trained([])).toEqual([]);
    expect(spec.filter(({ trainable }) => trainable)).toHaveLength(62);
  });

  test("refuses a pattern that trains nothing", () => {
    expect(() => selectTrainable(spec, ["layer5.*"])).toThrow(
      new RangeError(
        "selectTrainable: expected layer5.* to match one of 62 trainable parameters (conv1.weight, ...), got none",
      ),
    );
    expect(() => selectTrainable(spec, ["*.running_mean"])).toThrow(RangeError);
  });
});

describe("splitParams", () => {
  test("parts the trainable from the rest, and both together are all", () => {
    const params = { "fc.bias": scalar(1), "fc.weight": scalar(2), other: scalar(3) };
    const { trainable, frozen } = splitParams(selectTrainable(spec, ["fc.bias"]), params);
    expect(Object.keys(trainable)).toEqual(["fc.bias"]);
    expect({ ...trainable, ...frozen }).toEqual(params);
  });
});
