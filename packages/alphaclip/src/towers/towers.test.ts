import { describe, expect, test } from "vitest";

import { tinyClip } from "../../test/tiny.ts";
import { tokenizer } from "../../test/tokenizer.ts";
import { clipTowers } from "./clipTowers.ts";
import { towersSpec } from "./towers.ts";

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
