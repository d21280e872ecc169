import "@tensorflow/tfjs-backend-cpu";
import "@flawlens/tfjs-backend-ort";
import { dispose, memory, ones, setBackend } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";

import { largestDifference, layersUpTo, readFixture } from "../test/expectLayers.ts";
import { ruleGradients } from "../test/gradients.ts";
import { ruleImage, ruleParams } from "../test/ruleParams.ts";
import { countParams } from "./countParams.ts";
import {
  inceptionResnetV2,
  inceptionResnetV2Network,
  inceptionResnetV2Spec,
} from "./inceptionResnetV2.ts";
import type { InceptionResnetV2Layer } from "./inceptionResnetV2.ts";
import type { Network } from "./network.ts";
import { receptiveField } from "./receptiveField.ts";
import { runNetwork } from "./runNetwork.ts";

const fixture = readFixture("inceptionResnetV2");

describe("inceptionResnetV2", () => {
  test.each([
    { engine: "ort", upTo: "classif" },
    { engine: "cpu", upTo: "mixed_5b" }, // the rest would take seconds
  ] as const)(
    "equals timm up to $upTo, to 1e-4 of a layer's largest value, on $engine",
    async ({ engine, upTo }) => {
      await setBackend(engine);
      const expected = layersUpTo(inceptionResnetV2Network as Network, fixture, upTo);
      const layers = Object.keys(expected) as InceptionResnetV2Layer[];
      const params = ruleParams(inceptionResnetV2Spec({ upTo }));
      const image = ruleImage(fixture.size);
      const before = memory().numTensors;
      const { features } = runNetwork(inceptionResnetV2Network, params, image, { layers });
      expect(memory().numTensors).toBe(before + new Set(Object.values(features)).size);
      expect(largestDifference(features, expected)).toBeLessThan(1e-4);
      dispose([params, image, features] as never);
    },
    60_000,
  );

  test("has timm's gradients to the images and to weights of every kind", async () => {
    await setBackend("ort");
    const { size, gradients } = fixture;
    if (!gradients) throw new Error("the fixture has no gradients");
    const names = Object.keys(gradients.of);
    const found = await ruleGradients(
      inceptionResnetV2Network as Network,
      gradients.layer,
      names,
      size,
    );
    expect(largestDifference(found, gradients.of)).toBeLessThan(1e-4);
  }, 60_000);

  test("is the layer asked for", () => {
    const params = ruleParams(inceptionResnetV2Spec({ upTo: "conv2d_3b" }));
    const cut = inceptionResnetV2(params, ruleImage(fixture.size), { upTo: "conv2d_3b" });
    const { conv2d_3b } = fixture.layers;
    expect(largestDifference({ conv2d_3b: cut }, { conv2d_3b })).toBeLessThan(1e-4);
  });

  test("refuses images that are too small", () => {
    expect(() => inceptionResnetV2({}, ones([1, 74, 80, 3]), { upTo: "repeat" })).toThrow(
      new RangeError("inceptionResnetV2: expected images of at least 75 x 75 px, got 74 x 80"),
    );
  });

  test("refuses images of another kind", () => {
    const grey = ones([1, 75, 75, 1]) as Tensor4D;
    expect(() => inceptionResnetV2({}, grey, { upTo: "repeat" })).toThrow(
      "expected images [N, H, W, 3], got [1, 75, 75, 1]",
    );
  });

  test("names a parameter that is missing", () => {
    expect(() => inceptionResnetV2({}, ones([1, 75, 75, 3]), { upTo: "repeat" })).toThrow(
      "inceptionResnetV2: expected parameter conv2d_1a.conv.weight, got none of that name",
    );
  });

  test("names a layer that does not exist, and those that do", () => {
    const options = { upTo: "repeat.10" as InceptionResnetV2Layer };
    expect(() => inceptionResnetV2Spec(options)).toThrow(
      /expected a layer of inceptionResnetV2 \(conv2d_1a, .*, classif\), got repeat\.10/,
    );
  });
});

describe("inceptionResnetV2Spec", () => {
  test.each([
    { upTo: "conv2d_2b", is: 28_768 },
    { upTo: "conv2d_4a", is: 172_672 },
    { upTo: "maxpool_5a", is: 172_672 },
    { upTo: "mixed_5b", is: 440_992 },
    { upTo: "repeat", is: 1_672_672 },
    { upTo: "repeat_1", is: 26_873_312 },
    { upTo: "conv2d_7b", is: 54_306_464 },
    { upTo: "classif", is: fixture.parameters },
  ] as const)("up to $upTo has $is parameters", ({ upTo, is }) => {
    expect(countParams(inceptionResnetV2Spec({ upTo }))).toBe(is);
  });

  test("up to repeat has 452 entries, 236 of them learnable", () => {
    const spec = inceptionResnetV2Spec({ upTo: "repeat" });
    expect(spec).toHaveLength(452);
    expect(spec.filter(({ trainable }) => trainable)).toHaveLength(236);
  });

  test("has every entry of timm's state dict", () => {
    const spec = inceptionResnetV2Spec();
    expect(new Set(spec.map(({ name }) => name)).size).toBe(fixture.entries);
  });

  test("has the names of the published checkpoint", () => {
    const shapes = new Map(
      inceptionResnetV2Spec({ upTo: "repeat" }).map(({ name, shape }) => [name, shape]),
    );
    expect(shapes.get("mixed_5b.branch3.1.conv.weight")).toEqual([64, 192, 1, 1]);
    expect(shapes.get("repeat.3.branch2.2.bn.running_var")).toEqual([64]);
    expect(shapes.get("repeat.9.conv2d.bias")).toEqual([320]);
  });
});

describe("inceptionResnetV2Network", () => {
  test.each([
    { layer: "conv2d_1a", 224: 111, 256: 127, 299: 149 },
    { layer: "conv2d_2b", 224: 109, 256: 125, 299: 147 },
    { layer: "maxpool_3a", 224: 54, 256: 62, 299: 73 },
    { layer: "conv2d_4a", 224: 52, 256: 60, 299: 71 },
    { layer: "maxpool_5a", 224: 25, 256: 29, 299: 35 },
    { layer: "repeat", 224: 25, 256: 29, 299: 35 },
  ] as const)("has the cells of the paper's sizes in $layer", ({ layer, ...sizes }) => {
    for (const [size, cells] of Object.entries(sizes)) {
      const input = { height: Number(size), width: Number(size) };
      expect(receptiveField(inceptionResnetV2Network, layer, input).x.cells).toBe(cells);
    }
  });

  test.each([
    { layer: "conv2d_4a", size: 23, stride: 4, channels: 192 },
    { layer: "maxpool_5a", size: 31, stride: 8, channels: 192 },
    { layer: "mixed_5b", size: 63, stride: 8, channels: 320 },
    { layer: "repeat.0", size: 95, stride: 8, channels: 320 },
    { layer: "repeat", size: 383, stride: 8, channels: 320 },
  ] as const)("sees $size px in $layer, every $stride", ({ layer, size, stride, channels }) => {
    const field = receptiveField(inceptionResnetV2Network, layer);
    expect(field).toMatchObject({ channels, x: { size, stride }, y: { size, stride } });
  });

  test.each([224, 256, 299, 107])("has its first cell of repeat at pixel 13 of %i", (size) => {
    const input = { height: size, width: 299 };
    expect(receptiveField(inceptionResnetV2Network, "repeat", input).y.offset).toBe(13);
  });

  test("has a last cell at its smallest size, and none one pixel below", () => {
    const at = (size: number) => () =>
      receptiveField(inceptionResnetV2Network, "conv2d_7b", { height: size, width: size });
    expect(at(75)().x.cells).toBe(1);
    expect(at(74)).toThrow("expected images of at least 75 px for inceptionResnetV2, got 74 x 74");
  });
});
