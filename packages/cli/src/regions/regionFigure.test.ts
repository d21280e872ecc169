import { describe, expect, test } from "vitest";
import { regionFigure } from "./regionFigure.ts";

const image = { data: new Uint8Array(4 * 8 * 3).fill(90), height: 4, width: 8 };

function masked(...pixels: number[]) {
  const data = new Uint8Array(32);
  for (const pixel of pixels) data[pixel] = 1;
  return { data, height: 4, width: 8 };
}

describe("regionFigure", () => {
  test("outlines a region along the edges of its pixels, in the image's coordinates", async () => {
    const { html } = await regionFigure(image, [{ mask: masked(9), name: "a <b>" }], { id: "r1" });
    expect(html).toContain('viewBox="0 0 8 4"');
    // Pixel 9 is column 1 of row 1: its corners are (1, 1), (2, 1), (2, 2) and (1, 2).
    const [, ring] = /d="M([^"HV]*)Z"/.exec(html)!;
    expect(new Set(ring.split("L"))).toEqual(new Set(["1 1", "2 1", "2 2", "1 2"]));
    expect(html).toContain("<title>a &lt;b&gt;</title>");
    expect(html).not.toContain("<text"); // one needs no number
    expect(html).toMatch(/<image href="data:image\//);
  });

  test("numbers several regions, inside the image, with ids that are the figure's own", async () => {
    const regions = [0, 31].map((pixel) => ({ mask: masked(pixel), name: `at ${pixel}` }));
    const { html } = await regionFigure(image, regions, { id: "r2" });
    const texts = [...html.matchAll(/<text\s+x="([^"]+)"\s+y="([^"]+)"[^>]*>(\d)</g)];
    expect(texts.map(([, , , number]) => number)).toEqual(["1", "2"]);
    for (const [, x, y] of texts) {
      expect(Number(x)).toBeLessThan(8);
      expect(Number(y)).toBeLessThanOrEqual(4);
    }
    expect(html).toContain('clip-path="url(#r2-0)"');
    expect(html).toContain('id="r2-1"');
  });
});
