import { describe, expect, test } from "vitest";
import { inputName, nameInFolder } from "./inputName.ts";

describe("inputName", () => {
  test.each([
    ["a.png", "a.png"],
    ["./sub/a.png", "sub/a.png"],
    ["/here/sub/a.png", "sub/a.png"],
    ["/data/line1/a.png", "line1/a.png"],
    ["../b/a.png", "b/a.png"],
    ["/a.png", "a.png"],
    ["..a/a.png", "..a/a.png"],
  ])("of %s in /here is %s", (path, name) => {
    expect(inputName(path, "/here")).toBe(name);
  });
});

describe("nameInFolder", () => {
  test("keeps the folder's own name and what lies under it", () => {
    expect(nameInFolder("/data/line1/", "sub/a.png")).toBe("line1/sub/a.png");
    expect(nameInFolder("/", "a.png")).toBe("a.png");
  });
});
