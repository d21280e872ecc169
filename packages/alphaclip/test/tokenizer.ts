import { clipTokenizer } from "../src/tokenizer/clipTokenizer.ts";
import type { Merge } from "../src/tokenizer/clipTokenizer.ts";
import fixture from "./fixtures/clipBpe.json" with { type: "json" };

/** A tokenizer with the merges that the fixture's texts and the built-in descriptions need. */
export const tokenizer = clipTokenizer(
  fixture.merges.map(([rank, left, right]) => [left, right, rank] as Merge),
);
