import { resolve } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fileNameOf } from "./fileNameOf.ts";

describe("fileNameOf", () => {
  test.each([
    ["scratch", "scratch"],
    ["Kratzer, tief (2)", "Kratzer,_tief_(2)"],
    ["dark/light spot", "dark_light_spot"],
    ["../../../escaped", "___.._.._escaped"],
    ["..\\x", "___x"],
    ["..", "__"],
    ["", "_"],
    [".hidden", "_hidden"],
    ["end.", "end_"],
    ["line\nbreak\u0000\u200b", "line_break__"],
    ["NUL", "_NUL"],
    ["con.txt", "_con.txt"],
    ["console", "console"],
  ])("of %j is %j", (label, name) => {
    expect(fileNameOf(label)).toBe(name);
  });

  test("cuts a long label at whole characters and tells two of them apart", () => {
    const [a, b] = ["ä".repeat(300), `${"ä".repeat(300)}!`].map(fileNameOf);
    expect(a).toMatch(/^ä{45}-[0-9a-f]{8}$/);
    expect(b).not.toBe(a);
  });

  test("never leads to another folder, whatever the label is", () => {
    const piece = fc.constantFrom("..", "/", "\\", ".", "a", " ", "\u0000", "C:", "~", "é", "😀");
    const label = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(piece).map((pieces) => pieces.join("")),
    );
    const isSafe = (text: string) => {
      const name = fileNameOf(text);
      const short = Buffer.byteLength(name) <= 100;
      return resolve("/out", name) === `/out/${name}` && !/[/\\\s]/.test(name) && short;
    };
    expect(fc.check(fc.property(label, isSafe)).failed).toBe(false);
  });
});
