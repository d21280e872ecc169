import { featureNetworkNames, featureNetworks, receptiveField } from "@flawlens/backbones";
import { describe, expect, test } from "vitest";
import { rdTeacher } from "./rdShape.ts";

describe("rdTeacher", () => {
  test.each(featureNetworkNames)("names three layers of %s, each with half the sides", (name) => {
    const { network } = featureNetworks[name];
    const strides = rdTeacher(name).layers.map((layer) => receptiveField(network, layer).x.stride);
    expect(strides).toEqual([strides[0], 2 * strides[0], 4 * strides[0]]);
  });

  test("tells the networks whose features are signed", () => {
    expect(rdTeacher("efficientnet-lite0").shape.signed).toBe(true);
    for (const name of ["resnet18", "wide-resnet50-2", "small"] as const)
      expect(rdTeacher(name).shape.signed).toBe(false);
  });
});
