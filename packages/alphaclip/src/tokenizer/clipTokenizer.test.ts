import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import fixture from "../../test/fixtures/clipBpe.json" with { type: "json" };
import { tokenizer } from "../../test/tokenizer.ts";
import { clipTokenizer } from "./clipTokenizer.ts";

const [START, END] = [49406, 49407];

describe("clipTokenizer", () => {
  test.each(fixture.cases)("has OpenAI's ids of $text", ({ text, ids, nfc }) => {
    expect(tokenizer.encode(text)).toEqual(nfc ?? ids);
  });

  test("numbers bytes as the published table", () => {
    // single characters at a word's end: id 256 + place
    const ends = fixture.vocabulary.filter(([, symbol]) => /^[!"]<\/w>$/.test(`${symbol}`));
    expect(ends).toHaveLength(2);
    for (const [id, symbol] of ends)
      expect(tokenizer.encode(`${symbol}`.replace("</w>", ""))).toEqual([id]);
    expect(tokenizer.vocabulary).toBe(49408);
  });

  test("writes start, text, end and zeros", () => {
    const { ids, shape, truncated } = tokenizer.tokenize(["a", ""], { context: 5 });
    expect([...ids]).toEqual([START, 320, END, 0, 0, START, END, 0, 0, 0]);
    expect(shape).toEqual([2, 5]);
    expect(truncated).toEqual([]);
  });

  test("fits 75 tokens, cuts 76 to 77 places ending in the end, and says so", () => {
    const told: unknown[] = [];
    const texts = [75, 76].map((n) => Array(n).fill("crack").join(" "));
    const { ids, truncated } = tokenizer.tokenize(texts, {
      onTruncated: (...about) => void told.push(about),
    });
    const crack = tokenizer.encode("crack")[0];
    expect([...ids.subarray(0, 77)]).toEqual([START, ...Array(75).fill(crack), END]);
    expect([...ids.subarray(77)]).toEqual([START, ...Array(75).fill(crack), END]);
    expect(truncated).toEqual([{ text: texts[1], tokens: 78 }]);
    expect(told).toEqual([[texts[1], 78, 77]]);
  });

  test("a cut text is a warning of the process by default", async () => {
    const warned = new Promise<Error>((resolve) => process.once("warning", resolve));
    tokenizer.tokenize(["crack in wood"], { context: 3 });
    expect((await warned).message).toContain("expected at most 3 tokens, got 5; cut to 3: crack");
  });

  test("every text has ids of the vocabulary, and case and spaces do not count", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const ids = tokenizer.encode(text);
        expect(ids.every((id) => Number.isInteger(id) && id >= 0 && id < 49408)).toBe(true);
        expect(tokenizer.encode(` \n${text}\t `)).toEqual(ids);
      }),
    );
  });

  test("refuses a rank given twice", () => {
    expect(() =>
      clipTokenizer([
        ["a", "b", 3],
        ["c", "d", 3],
      ]),
    ).toThrow(
      new RangeError("clipTokenizer: expected ranks from 0 below 48894, each once, got 3 for c d"),
    );
  });
});
