import { describe, expect, test } from "vitest";
import { shardsOf } from "./shard.ts";

describe("shardsOf", () => {
  test("reads one shard, or all", () => {
    expect(shardsOf("3/7")).toEqual([{ index: 3, of: 7 }]);
    expect(shardsOf("all/2")).toEqual([
      { index: 1, of: 2 },
      { index: 2, of: 2 },
    ]);
  });

  test.each(["", "3", "0/7", "8/7", "1/0", "all/0", "-1/7", "1.5/7", "a/7", "all/1000000"])(
    "refuses %j",
    (text) => {
      expect(() => shardsOf(text)).toThrow(`Expected a part such as 3/7, or all/7, of at most 100000, got "${text}".`); // prettier-ignore
    },
  );
});
