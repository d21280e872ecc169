import { describe, expect, test } from "vitest";
import { isImageName } from "./isImageName.ts";

describe("isImageName", () => {
  test.each([
    { name: "a.png", is: true },
    { name: "photos/A.JPG", is: true },
    { name: "a.tar.tiff", is: true },
    { name: "a.heic", is: false },
    { name: "a.png.partial", is: false },
    { name: "png", is: false },
    { name: ".png", is: false }, // a hidden file without an extension
  ])("of $name is $is", ({ name, is }) => {
    expect(isImageName(name)).toBe(is);
  });
});
