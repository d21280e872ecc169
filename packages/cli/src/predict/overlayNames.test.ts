import { describe, expect, test } from "vitest";
import { overlayNames } from "./overlayNames.ts";

describe("overlayNames", () => {
  test("keep folders and endings, so that each leads back to its source", () => {
    const nameOf = overlayNames();
    const names = ["a/1.png", "b/1.png", "b/1.jpg", "b/1.PNG.tif"].map((name) =>
      nameOf({ path: `/x/${name}`, name }),
    );
    expect(names).toEqual(["a/1.png", "b/1.png", "b/1.jpg.png", "b/1.PNG.tif.png"]);
  });

  test("name the overlays of types apart", () => {
    const nameOf = overlayNames();
    const input = { path: "a.png", name: "a.png" };
    expect([nameOf(input, "scratch"), nameOf(input, "dark/light spot")]).toEqual([
      "a.scratch.png",
      "a.dark_light_spot.png",
    ]);
  });

  test("differ for equal names of different folders, and stay for the same image", () => {
    const nameOf = overlayNames();
    const of = (path: string, name = "line/1.png", type?: string) => nameOf({ path, name }, type);
    expect(of("/x/line/1.png")).toBe("line/1.png");
    const second = of("/y/line/1.png");
    expect(second).toMatch(/^line\/1-[0-9a-f]{8}\.png$/);
    expect(of("/z/LINE/1.png", "LINE/1.png")).toMatch(/^LINE\/1-[0-9a-f]{8}\.png$/);
    expect([of("/x/line/1.png"), of("/y/line/1.png")]).toEqual(["line/1.png", second]);
  });

  test("differ for an image that is called like the overlay of another", () => {
    const nameOf = overlayNames();
    expect(nameOf({ path: "1.png", name: "1.png" }, "pit")).toBe("1.pit.png");
    expect(nameOf({ path: "1.pit.png", name: "1.pit.png" })).toMatch(/^1\.pit-[0-9a-f]{8}\.png$/);
  });
});
