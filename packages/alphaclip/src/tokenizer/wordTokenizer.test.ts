import { describe, expect, test } from "vitest";

import { wordTokenizer } from "./wordTokenizer.ts";

const tokenizer = wordTokenizer(["Hole in wood", "scratch, in wood!"]);
const ids = (text: string, context = 6) =>
  Array.from(tokenizer.tokenize([text], { context, onTruncated: () => {} }).ids);

describe("wordTokenizer", () => {
  test("knows the words of its texts, whatever case and signs", () => {
    expect(tokenizer.words).toEqual(["hole", "in", "scratch", "wood"]);
    expect(ids("SCRATCH in-wood")).toEqual([2, 5, 4, 6, 7, 0]);
    expect(wordTokenizer(tokenizer.words).words).toEqual(tokenizer.words);
  });

  test("has one id for every word that no text had, and the highest for the end", () => {
    expect(ids("crack in glass")).toEqual([2, 1, 4, 1, 7, 0]);
    expect(tokenizer.vocabulary).toBe(8);
  });

  test("cuts what is too long, keeps the end, and tells", () => {
    const told: unknown[] = [];
    const text = "hole in wood in wood";
    const found = tokenizer.tokenize([text, "hole"], { context: 4, onTruncated: (...args) => told.push(args) }); // prettier-ignore
    expect(Array.from(found.ids)).toEqual([2, 3, 4, 7, 2, 3, 7, 0]);
    expect(found.truncated).toEqual([{ text, tokens: 7 }]);
    expect(told).toEqual([[text, 7, 4]]);
  });
});
