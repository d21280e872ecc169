import "../../test/cpu.ts";
import { randomStream } from "@flawlens/sampling";
import { describe, expect, test } from "vitest";

import fixture from "../../test/fixtures/released.json" with { type: "json" };
import { adapter, alphas, difference, FLOAT32, images, lora, params } from "../../test/released.ts";
import { tinyClip } from "../../test/tiny.ts";
import { tokenizer } from "../../test/tokenizer.ts";
import { paperLora } from "../lora/lora.ts";
import { clipImageTower, clipTextTower, clipTowers } from "./clipTowers.ts";
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

describe("clipImageTower", () => {
  test("embeds as the released code, without adapters and with them", () => {
    const plain = clipImageTower(tinyClip).embed(params, images, alphas).embeddings;
    expect(difference(plain, fixture.withoutLora)).toBeLessThan(FLOAT32);
    const adapted = clipImageTower(tinyClip, { lora });
    const all = { ...params, ...adapter };
    expect(
      difference(adapted.embed(all, images, alphas).embeddings, fixture.withLora),
    ).toBeLessThan(FLOAT32);
  });

  test("drops inputs of the adapters in training alone", () => {
    const tower = clipImageTower(tinyClip, { lora, dropout: 0.5 });
    const all = { ...params, ...adapter };
    const training = { random: randomStream(1) };
    const dropped = tower.embed(all, images, alphas, { training }).embeddings;
    expect(difference(dropped, fixture.withLora)).toBeGreaterThan(0.01);
    expect(difference(tower.embed(all, images, alphas).embeddings, fixture.withLora)).toBeLessThan(
      FLOAT32,
    );
  });
});
