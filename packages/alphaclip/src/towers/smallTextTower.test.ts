import "../../test/cpu.ts";
import { countParams, initParams } from "@flawlens/backbones";
import { randomStream } from "@flawlens/sampling";
import { tensor2d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";

import { wordTokenizer } from "../tokenizer/wordTokenizer.ts";
import { smallTextTower } from "./smallTextTower.ts";

describe("smallTextTower", () => {
  test("tells texts apart by their words and the order of them", () => {
    const words = wordTokenizer(["hole in wood"]);
    const tower = smallTextTower({ tokenizer: words, embedding: 6, width: 32 });
    const params = initParams(tower.spec, { random: randomStream(1) });
    const { ids, shape } = tower.tokenize(["hole in wood", "wood in hole", "Hole in wood"]);
    const rows = Array.from(tower.embed(params, tensor2d(ids, shape, "int32")).dataSync());
    expect(rows).toHaveLength(18);
    expect(rows.slice(0, 6)).toEqual(rows.slice(12));
    expect(Math.abs(rows[0] - rows[6])).toBeGreaterThan(1e-4);
  });

  test("has the parameters of one block over the words and three marks, and trains all of them", () => {
    const words = wordTokenizer(["hole in wood"]);
    const { spec } = smallTextTower({ tokenizer: words, embedding: 6, width: 32 });
    // 7 ids, 77 places, 2 norms, 4·32² + 4·32 of attention, 8·32² + 5·32 of the mlp, 1 norm, 32·6
    const block = 2 * 64 + 4 * 32 ** 2 + 4 * 32 + 8 * 32 ** 2 + 5 * 32;
    expect(countParams(spec)).toBe(7 * 32 + 77 * 32 + block + 64 + 32 * 6);
    expect(spec.every(({ trainable }) => trainable)).toBe(true);
  });

  test("refuses a width that heads of 32 do not fill", () => {
    const tokenizer = wordTokenizer(["hole in wood"]);
    expect(() => smallTextTower({ tokenizer, embedding: 6, width: 33 })).toThrow(
      new RangeError("smallTextTower: expected a width that is a multiple of 32, got 33"),
    );
  });
});
