import "../../test/cpu.ts";
import { readFileSync } from "node:fs";
import { countParams, foldBatchNorm, initParams, loadParams } from "@flawlens/backbones";
import type { Params, StoredTensors } from "@flawlens/backbones";
import { randomStream } from "@flawlens/sampling";
import {
  memory,
  mul,
  scalar,
  tensor,
  tensor2d,
  tensor4d,
  tidy,
  transpose,
  valueAndGrads,
} from "@tensorflow/tfjs-core";
import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { convHead } from "./convHead.ts";
import { inceptionResnetV2Encoder } from "../encoder/networkEncoder.ts";
import { multiTypeLoss } from "../loss/multiTypeLoss.ts";
import { pseudoHuber } from "../maps/pseudoHuber.ts";

interface Entry {
  shape: number[];
  data: number[];
}
/** PyTorch's own: see head.py beside it. */
const torch = JSON.parse(
  readFileSync(new URL("../../test/fixtures/head.json", import.meta.url), "utf8"),
) as Record<"features" | "labels" | "evaluated" | "phi", Entry> &
  Record<"params" | "gradients" | "running", Record<string, Entry>> & { loss: number };

const head = convHead({ widths: [4, 5] });
const spec = head.spec(3, 2);
const stored = (entries: Record<string, Entry>): StoredTensors =>
  Object.fromEntries(
    Object.entries(entries).map(([name, { shape, data }]) => [
      name,
      { dtype: "F32", shape, data: Float32Array.from(data) },
    ]),
  );
const params = () => loadParams(spec, stored(torch.params));
const features = () => transpose(tensor4d(torch.features.data, [2, 3, 4, 5]), [0, 2, 3, 1]);

/** `[N, C, H, W]` of the fixture beside `[N, H, W, C]` of ours. */
function expectMap(got: Tensor4D, { data }: Entry, digits: number): void {
  const values = transpose(got, [0, 3, 1, 2]).dataSync();
  expect(values).toHaveLength(data.length);
  for (const [i, value] of data.entries()) expect(values[i]).toBeCloseTo(value, digits);
}

describe("convHead", () => {
  test("has the paper's 3,841,032 parameters for 8 types and 3,837,441 for one", () => {
    expect(countParams(convHead().spec(320, 8))).toBe(3_841_032);
    expect(countParams(convHead().spec(320, 1))).toBe(3_837_441);
  });

  test("makes 5,513,704 parameters with Inception-ResNet-v2 and 8 types, 5,510,113 with one", () => {
    const encoder = inceptionResnetV2Encoder();
    expect(encoder.channels).toBe(320);
    expect(countParams([...encoder.spec, ...convHead().spec(320, 8)])).toBe(5_513_704);
    expect(countParams([...encoder.spec, ...convHead().spec(320, 1)])).toBe(5_510_113);
  });

  test("names parameters as the authors' checkpoint", () => {
    const names = convHead()
      .spec(320, 8)
      .map(({ name, shape }) => `${name} ${shape.join("x")}`);
    expect(names).toEqual([
      "net.0.weight 512x320x3x3",
      "net.0.bias 512",
      "net.1.weight 512",
      "net.1.bias 512",
      "net.1.running_mean 512",
      "net.1.running_var 512",
      "net.1.num_batches_tracked ",
      "net.3.weight 512x512x3x3",
      "net.3.bias 512",
      "net.4.weight 512",
      "net.4.bias 512",
      "net.4.running_mean 512",
      "net.4.running_var 512",
      "net.4.num_batches_tracked ",
      "net.6.weight 8x512x1x1",
      "net.6.bias 8",
    ]);
  });

  test("computes what PyTorch does in evaluation, plain and folded", async () => {
    const { phi, updates } = head.apply(params(), features(), { training: false });
    expectMap(phi, torch.evaluated, 5); // float32 sums of 45 products
    expect(updates).toEqual({});
    const folded = await foldBatchNorm(spec, params());
    expect(Object.keys(folded)).not.toContain("net.1.running_mean");
    expectMap(head.apply(folded, features(), { training: false }).phi, torch.evaluated, 5);
  });

  test("computes PyTorch's training step: maps, loss, gradients, running statistics", () => {
    const before = params();
    const trainable = spec.filter(({ trainable }) => trainable).map(({ name }) => name);
    const labels = tensor2d(torch.labels.data, [2, 2]);
    const x = features();
    const output = head.apply(before, x, { training: true });
    expectMap(output.phi, torch.phi, 4); // float32 through two normalisations

    for (const [name, { data }] of Object.entries(torch.running))
      for (const [i, value] of data.entries())
        expect(output.updates[name].dataSync()[i]).toBeCloseTo(value, 5);

    const { value, grads } = valueAndGrads((...tensors: Tensor[]) => {
      const moved = Object.fromEntries(trainable.map((name, i) => [name, tensors[i]]));
      const { phi } = head.apply({ ...before, ...moved }, x, { training: true });
      return multiTypeLoss()(pseudoHuber(phi), labels);
    })(trainable.map((name) => before[name]));
    expect(value.dataSync()[0]).toBeCloseTo(torch.loss, 5);
    const expected = loadParams(
      spec.filter(({ trainable }) => trainable),
      stored(torch.gradients),
    );
    for (const [i, name] of trainable.entries()) {
      const wanted = expected[name].dataSync<"float32">();
      const largest = Math.max(...wanted.map(Math.abs), 1e-2);
      for (const [j, got] of grads[i].dataSync().entries())
        expect(Math.abs(got - wanted[j])).toBeLessThan(1e-4 * largest); // float32 through batch norm
    }
  });

  test("without 3x3 layers is one 1x1 convolution; leaves no tensor behind", () => {
    const linear = convHead({ widths: [] });
    expect(linear.spec(3, 2).map(({ name }) => name)).toEqual(["net.0.weight", "net.0.bias"]);
    const x = features();
    const own: Params = {
      "net.0.weight": tensor([1, 0, 0, 1, 0, 0], [1, 1, 3, 2]),
      "net.0.bias": tensor([0, 10], [2]),
    };
    const before = memory().numTensors;
    tidy(() => {
      const { phi } = linear.apply(own, x, { training: true });
      expect(phi.shape).toEqual([2, 4, 5, 2]);
      expect(phi.dataSync()[1]).toBeCloseTo(10 + x.dataSync()[1], 6); // type 1 sees channel 1
      return scalar(0);
    }).dispose();
    expect(memory().numTensors).toBe(before);
  });

  test("refuses a width of 0", () => {
    expect(() => convHead({ widths: [512, 0] })).toThrow(
      new RangeError("convHead: expected widths of at least 1, got 512, 0"),
    );
  });

  test("with normalizeInput, channels of any scale weigh alike, in training and by running statistics", () => {
    const head = convHead({ widths: [4], kernel: 1, normalizeInput: true });
    const own = initParams(head.spec(3, 2), { random: randomStream(1) });
    const scaled = tidy(() => mul(features(), [1, 100, 0.01])) as Tensor4D;
    const phi = (x: Tensor4D) =>
      [...head.apply(own, x, { training: true }).phi.dataSync()].map(
        (value) => expect.closeTo(value, 1), // 0.01² beside the epsilon of 1e-5
      );
    expect([...head.apply(own, scaled, { training: true }).phi.dataSync()]).toEqual(
      phi(features()),
    );
    const { updates } = head.apply(own, features(), { training: true });
    expect(Object.keys(updates)).toEqual(
      expect.arrayContaining(["input.running_mean", "input.running_var", "net.1.running_mean"]),
    );
    const moved = head.apply({ ...own, ...updates }, features(), { training: false });
    expect(moved.phi.shape).toEqual([2, 4, 5, 2]);
  });

  describe("with dropout", () => {
    const head = convHead({ widths: [], dropout: 0.5 });
    /** Phi of type k is channel k. */
    const own: Params = {
      "net.0.weight": tensor([1, 0, 0, 0, 1, 0, 0, 0, 1], [1, 1, 3, 3]),
      "net.0.bias": tensor([0, 0, 0], [3]),
    };
    const apply = (options: { training: boolean; random?: () => number }) => [
      ...head.apply(own, features(), options).phi.dataSync(),
    ];

    test("leaves whole channels of an image out, and doubles the others", () => {
      const draws = [0.9, 0.1, 0.5, 0.49, 0.5, 0.9]; // kept is what is at least 0.5: 2 images of 3 channels
      const factors = draws.map((draw) => (draw < 0.5 ? 0 : 2));
      const random = () => draws.shift()!;
      const cells = 3 * (4 * 5); // values of one image
      const expected = [...features().dataSync()].map(
        (value, i) => value * factors[3 * Math.floor(i / cells) + (i % 3)],
      );
      expect(apply({ training: true, random }).map((value) => value + 0)).toEqual(
        expected.map((value) => value + 0), // of -0 and 0 too
      );
    });

    test("computes with all channels after training", () => {
      expect(apply({ training: false })).toEqual([...features().dataSync()]);
    });

    test("needs random numbers in training, and a chance below 1", () => {
      expect(() => apply({ training: true })).toThrow(
        "convHead: expected random numbers for the dropout in training, got none",
      );
      expect(() => convHead({ dropout: 1 })).toThrow(
        "convHead: expected a dropout in [0, 1), got 1",
      );
    });
  });

  test("refuses an even kernel, which has no middle", () => {
    expect(() => convHead({ kernel: 2 })).toThrow("convHead: expected an odd kernel, got 2");
  });
});
