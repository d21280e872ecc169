import { describe, expect, test } from "vitest";
import { shortPath } from "./shortPath.ts";

describe("shortPath", () => {
  test.each([
    ["/a/b/c.json", "c.json"],
    ["/a/b", "."],
    ["/a/..b", "~/..b"],
    ["/a/other/c.json", "~/other/c.json"],
    ["/else/c.json", "/else/c.json"],
  ])("of %s is %s in /a/b, with /a the home", (path, short) => {
    expect(shortPath(path, { cwd: "/a/b", home: "/a" })).toBe(short);
  });
});
