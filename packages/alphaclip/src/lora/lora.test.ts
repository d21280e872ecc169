import "../../test/cpu.ts";
import { applyLinear } from "@flawlens/backbones";
import { randomStream } from "@flawlens/sampling";
import {
  add,
  grads,
  matMul,
  mul,
  square,
  sub,
  sum,
  tensor1d,
  tensor2d,
} from "@tensorflow/tfjs-core";
import type { Tensor2D } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";

import { tinyClip } from "../../test/tiny.ts";
import { dropoutMask } from "./dropoutMask.ts";
import { initLora, loraLinear, loraSpec, paperLora } from "./lora.ts";

const uniform = (rows: number, columns: number, seed: number): Tensor2D => {
  const random = randomStream(seed);
  const data = Array.from({ length: rows * columns }, () => 2 * random() - 1);
  return tensor2d(data, [rows, columns]);
};

const lora = { ...paperLora, rank: 2, alpha: 3 };
const at = "visual.transformer.resblocks.0.mlp.c_fc";
const map = { name: `${at}.weight`, weight: uniform(5, 4, 1), bias: tensor1d([1, 2, 3, 4]) };
const adapter = { [`${at}.lora_A`]: uniform(5, 2, 2), [`${at}.lora_B`]: uniform(2, 4, 3) };
const x = uniform(3, 5, 4);

describe("loraLinear", () => {
  test("drops inputs of the adapter alone, and scales what is left", () => {
    const probability = 0.5;
    const dropout = { probability, random: randomStream(9) };
    const found = loraLinear(adapter, lora, { dropout })(x, map);
    const kept = tensor2d(Array.from(dropoutMask(15, probability, randomStream(9))), [3, 5]);
    const low = matMul(mul(x, mul(kept, 2)), adapter[`${at}.lora_A`]);
    const expected = add(applyLinear(x, map), mul(matMul(low, adapter[`${at}.lora_B`]), 1.5));
    const error = sub(found, expected).dataSync().map(Math.abs);
    expect(Math.max(...error)).toBeLessThan(1e-5);
  });

  test("has the gradients of what it computes with that dropout", () => {
    const dropout = () => ({ probability: 0.5, random: randomStream(9) });
    const kept = tensor2d(Array.from(dropoutMask(15, 0.5, randomStream(9))), [3, 5]);
    const given = [x, ...Object.values(adapter)];
    const found = grads((x, a, b) => {
      const adapter = { [`${at}.lora_A`]: a, [`${at}.lora_B`]: b };
      const linear = loraLinear(adapter, lora, { dropout: dropout() });
      return sum(square(linear(x as Tensor2D, map)));
    })(given);
    const expected = grads((x, a, b) => {
      const change = matMul(matMul(mul(x, mul(kept, 2)) as Tensor2D, a), b);
      return sum(square(add(applyLinear(x as Tensor2D, map), mul(change, 1.5))));
    })(given);
    for (const [i, gradient] of found.entries()) {
      const error = sub(gradient, expected[i]).dataSync().map(Math.abs);
      expect(Math.max(...error)).toBeLessThan(1e-4); // of about 100
    }
  });

  test("leaves maps without an adapter, and any with a fresh one, as they are", () => {
    const other = { ...map, name: "visual.transformer.resblocks.1.mlp.c_fc.weight" };
    const base = applyLinear(x, map).dataSync();
    expect(loraLinear(adapter, lora)(x, other).dataSync()).toEqual(base);
    const fresh = { ...adapter, [`${at}.lora_B`]: mul(adapter[`${at}.lora_B`], 0) };
    expect(loraLinear(fresh, lora)(x, map).dataSync()).toEqual(base);
  });

  test.each([
    { of: "a dropout of 1", run: () => loraLinear({}, lora, { dropout: { probability: 1, random: Math.random } }), got: "in [0, 1), got 1" }, // prettier-ignore
    {
      of: "an adapter of another rank",
      run: () => loraLinear(adapter, { ...lora, rank: 1 })(x, map),
      got: `loraLinear: expected ${at}.lora_A of shape [5, 1], for rank 1 and a weight of [5, 4], got [5, 2]`,
    },
  ])("refuses $of", ({ run, got }) => {
    expect(run).toThrow(got);
  });
});

describe("loraSpec", () => {
  test("counts 1,048,576 numbers a block of ViT-L at the paper's rank", () => {
    const large = { ...tinyClip, image: { width: 1024, layers: 24, heads: 16 } };
    const count = loraSpec(large, paperLora).reduce(
      (sum, { shape }) => sum + shape[0] * shape[1],
      0,
    );
    expect(count).toBe(24 * 1_048_576);
  });

  test("starts with B at zero and A within 1/√in", () => {
    const fresh = initLora(tinyClip, lora, { random: randomStream(1) });
    for (const [name, value] of Object.entries(fresh)) {
      const largest = Math.max(...value.dataSync().map(Math.abs));
      const bound = name.endsWith("lora_B") ? 0 : 1 / Math.sqrt(value.shape[0]);
      expect(largest).toBeLessThanOrEqual(bound);
    }
  });
});
