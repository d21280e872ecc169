import "../../test/cpu.ts";
import { initParams } from "@flawlens/backbones";
import { randomStream } from "@flawlens/sampling";
import { tensor2d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";

import { tinyClip } from "../../test/tiny.ts";
import { tokenizer } from "../../test/tokenizer.ts";
import { paperLora } from "../lora/lora.ts";
import { wordTokenizer } from "../tokenizer/wordTokenizer.ts";
import { clipImageTower, clipTextTower, clipTowers } from "./clipTowers.ts";
import { smallTextTower } from "./smallTextTower.ts";
import { towersSpec } from "./towers.ts";

const trained = (spec: { name: string; trainable: boolean }[]) =>
  spec.filter(({ trainable }) => trainable).map(({ name }) => name);

describe("clipTowers", () => {
  test("learn adapters and the alpha convolution where there are adapters", () => {
    const lora = { ...paperLora, rank: 2, alpha: 2, targets: ["attn.out_proj" as const] };
    const names = trained(towersSpec(clipTowers({ config: tinyClip, tokenizer, lora })));
    expect(names).toEqual([
      "visual.conv1_alpha.weight",
      ...[0, 1].flatMap((block) =>
        ["A", "B"].map(
          (part) => `visual.transformer.resblocks.${block}.attn.out_proj.lora_${part}`,
        ),
      ),
    ]);
  });

  test("learn everything of the image where there are none, and of texts where that is asked for", () => {
    const { spec } = clipImageTower(tinyClip);
    expect(trained(spec)).toHaveLength(spec.length);
    expect(trained(clipTextTower(tinyClip, tokenizer).spec)).toEqual([]);
    const text = clipTextTower(tinyClip, tokenizer, { trainable: true });
    expect(trained(text.spec)).toHaveLength(text.spec.length);
  });

  test("end the rows of texts with the longest", () => {
    const { ids, shape } = clipTextTower(tinyClip, tokenizer).tokenize(["hole in wood", "crack"]);
    expect(shape).toEqual([2, 5]);
    expect(ids[4]).toBe(49_407);
    expect(Array.from(ids.slice(8))).toEqual([0, 0]);
  });
});

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
    expect(() => smallTextTower({ tokenizer: words, embedding: 6, width: 33 })).toThrow(
      "expected a width that is a multiple of 32, got 33",
    );
  });
});

describe("towersSpec", () => {
  test("refuses towers whose names or embeddings clash", () => {
    const { image, text } = clipTowers({ config: tinyClip, tokenizer });
    expect(() => towersSpec({ image, text: { ...text, spec: image.spec } })).toThrow(
      "got visual.conv1.weight in both",
    );
    expect(() => towersSpec({ image, text: { ...text, embedding: 5 } })).toThrow(
      "expected embeddings of the same length, got 6 of tinyClip and 5 of tinyClip text",
    );
  });
});
