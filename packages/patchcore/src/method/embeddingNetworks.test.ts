import { checkpoints, layerNames, receptiveField } from "@flawlens/backbones";
import { describe, expect, test } from "vitest";
import { embeddingNetworks, networkNames } from "./embeddingNetworks.ts";

describe("embeddingNetworks", () => {
  test("lists every name once", () => {
    expect(Object.keys(embeddingNetworks).toSorted()).toEqual([...networkNames].toSorted());
  });

  test.each(networkNames)(
    "%s: its usual layers exist, at strides 8 and 16 or finer by one",
    (name) => {
      const { network, layers } = embeddingNetworks[name];
      for (const layer of layers) expect(layerNames(network)).toContain(layer);
      const strides = layers.map((layer) => receptiveField(network, layer).x.stride);
      expect(strides).toEqual(name === "small" ? [4, 8] : [8, 16]);
    },
  );

  test.each(networkNames.filter((name) => name !== "small"))(
    "%s is what published checkpoints call the network, with hyphens",
    (name) => {
      const named = Object.entries(checkpoints).filter(([key]) =>
        key.replace(/^tf_/, "").replaceAll("_", "-").startsWith(`${name}.`),
      );
      expect(named.length).toBeGreaterThan(0);
      for (const [, { model }] of named)
        expect("network" in model && model.network).toBe(embeddingNetworks[name].network);
    },
  );
});
