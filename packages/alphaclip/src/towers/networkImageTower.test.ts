import "../../test/cpu.ts";
import { initParams, runNetwork, smallConvNetwork } from "@flawlens/backbones";
import type { Network } from "@flawlens/backbones";
import { randomStream } from "@flawlens/sampling";
import { memory, slice, tensor4d, tidy, tile } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";

import { alphaInput } from "../core/alphaInput.ts";
import { networkImageTower } from "./networkImageTower.ts";

const size = 8;
const network = smallConvNetwork({ widths: [[3], [5]], size });
const layers = ["stages.0", "stages.1"];
const random = randomStream(1);
const images = tensor4d(Array.from({ length: 2 * size * size * 3 }, () => 2 * random() - 1), [2, size, size, 3]); // prettier-ignore
/** The left half; and the lower right quarter. */
const masks = [
  (row: number, column: number) => column < 4 && row >= 0,
  (row: number, column: number) => row >= 4 && column >= 4,
].map((is) => ({
  data: Array.from({ length: 64 }, (_, i) => Number(is(Math.floor(i / size), i % size))),
  height: size,
  width: size,
}));
const alphas = tensor4d(masks.flatMap((mask) => Array.from(alphaInput(mask, size))), [2, size, size, 1]); // prettier-ignore

const build = (options: Partial<Parameters<typeof networkImageTower<string>>[1]> = {}) => {
  const tower = networkImageTower(network, { layers, imageSize: size, embedding: 4, ...options });
  return { tower, params: initParams(tower.spec, { random: randomStream(2) }) };
};
const values = (tensor: Tensor) => Array.from(tensor.dataSync());

describe("networkImageTower", () => {
  test("has a branch for the mask beside the first convolution, and a head", () => {
    const { tower } = build({ pooling: "region" });
    expect(tower.alphaWeight).toBe("stages.0.0.conv_alpha.weight");
    const shapeOf = (name: string) => tower.spec.find((each) => each.name === name)?.shape;
    expect(shapeOf(tower.alphaWeight)).toEqual([3, 1, 4, 4]);
    expect(shapeOf("head.proj.weight")).toEqual([4, 3 + 5 + 5]);
  });

  test("with a fresh branch is the network, whatever the mask", () => {
    const { tower, params } = build();
    const [a, b] = [alphas, tile(slice(alphas, [1, 0, 0, 0], [1, -1, -1, -1]), [2, 1, 1, 1])];
    const [first, second] = [a, b].map((some) => values(tower.embed(params, images, some as Tensor4D).embeddings)); // prettier-ignore
    expect(first).toEqual(second);
  });

  test("sees the mask once the branch has learnt, also where features are averaged everywhere", () => {
    const { tower, params } = build({ alphaInit: "he" });
    const [one, other] = [alphas, slice(alphas, [0, 0, 0, 0], [1, -1, -1, -1])];
    const same = tile(slice(images, [0, 0, 0, 0], [1, -1, -1, -1]), [2, 1, 1, 1]) as Tensor4D;
    const rows = values(tower.embed(params, same, one).embeddings);
    expect(rows.slice(0, 4)).not.toEqual(rows.slice(4));
    const single = values(tower.embed(params, slice(same, [0, 0, 0, 0], [1, -1, -1, -1]), other).embeddings); // prettier-ignore
    single.forEach((value, i) => expect(value).toBeCloseTo(rows[i], 5));
  });

  test("pools over the region: what lies outside changes nothing", () => {
    // One convolution of kernel 1 and stride 1: a cell sees its own pixel alone.
    const pixelwise: Network<"own"> = {
      ...network,
      name: "pixelwise",
      *layers(ops, x) {
        yield ["own", ops.conv(x, "own", { filters: 6, kernel: 1 })];
      },
    };
    const options = { layers: ["own" as const], imageSize: size, embedding: 6, pooling: "region" as const }; // prettier-ignore
    const tower = networkImageTower(pixelwise, options);
    const params = initParams(tower.spec, { random: randomStream(3) });
    const left = slice(alphas, [0, 0, 0, 0], [1, -1, -1, -1]);
    const { own } = runNetwork(pixelwise, params, images, { layers: ["own"] }).features;
    const map = values(own).slice(0, 64 * 6);
    const mean = (inside: (pixel: number) => boolean, channel: number) => {
      const chosen = Array.from({ length: 64 }, (_, i) => i).filter(inside);
      return chosen.reduce((sum, pixel) => sum + map[6 * pixel + channel], 0) / chosen.length;
    };
    const pooled = [0, 1].flatMap((part) =>
      Array.from({ length: 6 }, (_, c) => mean((pixel) => !part || pixel % size < 4, c)),
    );
    const centre = pooled.reduce((a, b) => a + b) / 12;
    const spread = Math.sqrt(pooled.reduce((a, b) => a + (b - centre) ** 2, 0) / 12 + 1e-5);
    const weights = values(params["head.proj.weight"]); // [12, 6]
    const expected = Array.from({ length: 6 }, (_, k) =>
      pooled.reduce((sum, value, i) => sum + ((value - centre) / spread) * weights[6 * i + k], 0),
    );
    const first = slice(images, [0, 0, 0, 0], [1, -1, -1, -1]);
    const found = values(tower.embed(params, first, left).embeddings);
    found.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 4));
  });

  test("normalises by the batch in training alone, and says what the statistics become", () => {
    const { tower, params } = build({ batchNorm: "batch" });
    const training = { random: randomStream(1) };
    const before = memory().numTensors;
    const counted = tidy(() => {
      const { embeddings, updates = {} } = tower.embed(params, images, alphas, { training });
      const fixed = tower.embed(params, images, alphas);
      expect(values(embeddings)).not.toEqual(values(fixed.embeddings));
      expect(Object.keys(fixed.updates ?? {})).toEqual([]);
      return Object.keys(updates).sort();
    });
    expect(counted).toEqual([...(tower.running ?? [])].sort());
    expect(memory().numTensors).toBe(before);
    expect(build().tower.running).toEqual([]);
  });

  test.each([
    { of: "a size that a stride does not divide", options: { imageSize: 10 }, got: "images of 10 px, got stages.1" }, // prettier-ignore
    { of: "no layer", options: { layers: [] }, got: "got none" },
  ])("refuses $of", ({ options, got }) => {
    expect(() => build(options)).toThrow(got);
  });
});
