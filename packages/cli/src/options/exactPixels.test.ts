import { Command } from "commander";
import { describe, expect, test } from "vitest";
import { exactPixels } from "./exactPixels.ts";

const parsed = (...words: string[]) =>
  new Command().exitOverride().configureOutput({ writeErr: () => {} }).addOption(exactPixels()).parse(words, { from: "user" }).opts(); // prettier-ignore

describe("exactPixels", () => {
  test("is a number of pixels, left to the evaluation unless it is given", () => {
    expect(parsed("--exact-pixels", "1e8")).toEqual({ exactPixels: 100_000_000 });
    expect(parsed("--exact-pixels", "0")).toEqual({ exactPixels: 0 });
    expect(parsed()).toEqual({});
  });

  test("refuses what is no whole number", () => {
    expect(() => parsed("--exact-pixels", "all")).toThrow("Expected a whole number of at least 0");
  });
});
