import "../../test/cpu.ts";
import { initParams } from "@flawlens/backbones";
import { randomStream } from "@flawlens/sampling";
import { memory, tensor2d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";

import type { TextTower, Towers } from "../towers/towers.ts";
import { tinyClip } from "../../test/tiny.ts";
import { wordTokenizer } from "../tokenizer/wordTokenizer.ts";
import { clipImageTower } from "../towers/clipTowers.ts";
import { smallTextTower } from "../towers/smallTextTower.ts";
import { textRows } from "./textRows.ts";

/** The vectors of texts of 3, 4 and 5 letters; none has length one. */
const vectors: Record<number, number[]> = { 3: [3, 4], 4: [0, 2], 5: [-6, 8] };

/** A text tower by hand whose only id is the length of the text; `asked` are the texts it has met. */
function handTower(asked: string[]): TextTower {
  return {
    name: "hand",
    embedding: 2,
    spec: [],
    tokenize(texts) {
      asked.push(...texts);
      return { ids: Int32Array.from(texts, (text) => text.length), shape: [texts.length, 1] };
    },
    embed: (_, ids) => tensor2d(Array.from(ids.dataSync(), (id) => vectors[id])),
  };
}

const imageTower = { ...clipImageTower(tinyClip), spec: [], embedding: 2 };

describe("textRows", () => {
  test("of a frozen tower are embeddings of length one, each text computed once", async () => {
    const asked: string[] = [];
    const towers: Towers = { image: imageTower, text: handTower(asked) };
    const rows = await textRows({ towers, params: {} }, ["rust", "dot", "rust", "crack"]);
    expect(asked).toEqual(["rust", "dot", "crack"]); // in the order of their first use
    const found = rows(["crack", "dot", "crack"]);
    expect(found.dtype).toBe("float32");
    const expected = [-0.6, 0.8, 0.6, 0.8, -0.6, 0.8];
    for (const [i, value] of found.dataSync().entries()) expect(value).toBeCloseTo(expected[i], 6);
    expect(asked).toHaveLength(3);
  });

  test("of a tower that is trained are the ids that its tokenizer gives", async () => {
    const tokenizer = wordTokenizer(["hole in wood", "crack"]); // crack 3, hole 4, in 5, wood 6, end 7
    const asked: string[] = [];
    const own = smallTextTower({ tokenizer, embedding: 2, width: 32 });
    const text: TextTower = {
      ...own,
      tokenize(texts) {
        asked.push(...texts);
        return own.tokenize(texts);
      },
    };
    const params = initParams(text.spec, { random: randomStream(1) });
    const texts = ["crack", "hole in wood", "crack"];
    const rows = await textRows({ towers: { image: imageTower, text }, params }, texts);
    expect(asked).toEqual(["crack", "hole in wood"]);
    const before = memory().numTensors;
    const found = rows(["hole in wood", "crack"]);
    expect(memory().numTensors).toBe(before + 1);
    expect(found.dtype).toBe("int32");
    expect(found.arraySync()).toEqual([
      [2, 4, 5, 6, 7],
      [2, 3, 7, 0, 0],
    ]);
  });
});
