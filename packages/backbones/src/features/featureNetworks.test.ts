import { describe, expect, test } from "vitest";
import { checkpoints } from "../hub/checkpoints.ts";
import { layerNames } from "../layerNames.ts";
import { receptiveField } from "../receptiveField.ts";
import { featureNetworks, featureNetworkNames } from "./featureNetworks.ts";

describe("featureNetworks", () => {
  test("lists every name once", () => {
    expect(Object.keys(featureNetworks).toSorted()).toEqual([...featureNetworkNames].toSorted());
  });

  test.each(featureNetworkNames)(
    "%s: its usual layers exist, at strides 8 and 16 or finer by one",
    (name) => {
      const { network, layers } = featureNetworks[name];
      for (const layer of layers) expect(layerNames(network)).toContain(layer);
      const strides = layers.map((layer) => receptiveField(network, layer).x.stride);
      expect(strides).toEqual(name === "small" ? [4, 8] : [8, 16]);
    },
  );

  test.each(featureNetworkNames.filter((name) => name !== "small"))(
    "%s is what published checkpoints call the network, with hyphens",
    (name) => {
      const named = Object.entries(checkpoints).filter(([key]) =>
        key.replace(/^tf_/, "").replaceAll("_", "-").startsWith(`${name}.`),
      );
      expect(named.length).toBeGreaterThan(0);
      for (const [, { model }] of named)
        expect("network" in model && model.network).toBe(featureNetworks[name].network);
    },
  );
});
