import { describe, expect, test } from "vitest";
import { parseSetting } from "./parseSetting.ts";

describe("parseSetting", () => {
  test.each([
    ["steps=100", ["steps"], 100],
    ["head.widths=[64,32]", ["head", "widths"], [64, 32]],
    ["score=mean", ["score"], "mean"],
    ["note=a=b", ["note"], "a=b"],
    ['seed="7"', ["seed"], "7"],
    ["augmentation=null", ["augmentation"], null],
    ['encoder={"network":"small"}', ["encoder"], { network: "small" }],
    ["name=", ["name"], ""],
  ])("reads %s", (text, path, value) => {
    expect(parseSetting(text)).toEqual({ path, value });
  });

  test.each(["steps", "=1", "head.=1", "head..x=1", "__proto__.x=1", "a.constructor=1"])(
    "refuses %s",
    (text) => {
      expect(() => parseSetting(text)).toThrow(
        `--set: expected key=value, as in head.widths=[64] or steps=100, got "${text}"`,
      );
    },
  );
});
