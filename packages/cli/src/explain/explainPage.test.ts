import { toPrediction } from "@flawlens/inference";
import { html } from "@flawlens/report";
import { describe, expect, test } from "vitest";
import { tinyMetadata } from "../../../inference/test/tinyDetector.ts";
import { explainCard, explainPage } from "./explainPage.ts";
import type { ExplainedRegion } from "@flawlens/alphaclip";

const size = { height: 4, width: 8 };
const image = { data: new Uint8Array(96), channels: 3 as const, original: size, ...size };
const map = { data: new Float32Array(32), ...size };
const prediction = toPrediction(tinyMetadata(), { scores: [200, 0], maps: [map, map] }, size);

/** A region of one pixel with descriptions, the best first, whose cosines are 0.75, 0.5, 0.25 and so on. */
function region(pixel: number, ...texts: string[]): ExplainedRegion {
  const data = new Uint8Array(32);
  data[pixel] = 1;
  return {
    mask: { data, ...size },
    box: { x: pixel % 8, y: Math.floor(pixel / 8), width: 1, height: 1 },
    area: 1,
    types: ["red"],
    found: [0],
    ranking: texts.map((description, i) => ({
      description,
      score: 0.75 - 0.25 * i,
      probability: 0,
    })),
  };
}

async function cardOf(...regions: ExplainedRegion[]) {
  const card = await explainCard("a/<b>.png", image, { prediction, regions, id: "i0" });
  const items = [...card.html.matchAll(/<li>([^]*?)<\/li>/g)].map(([, text]) =>
    text
      .replaceAll(/<[^>]*>/g, "")
      .replaceAll(/\s+/g, " ")
      .trim(),
  );
  return { card, items };
}

describe("explainCard", () => {
  test("has a line a region: the best description with its cosine, then the two next ones", async () => {
    const { card, items } = await cardOf(
      region(0, "pit", "dent", "stain", "hole"),
      region(31, "dent"),
    );
    expect(items).toEqual(["pit 0.75, then dent 0.50, stain 0.25", "dent 0.75"]);
    expect(card.html).toContain("<b>&lt;b&gt;.png</b>");
    expect(card.html).toContain('<span class="mark">anomalous</span>');
    expect(card.html).toContain('<div class="id">a/&lt;b&gt;.png</div>');
    expect(card.html).toContain('id="i0-1"'); // the second region's own, on this card
  });
});

describe("explainPage", () => {
  const cards = [html`<p>one</p>`, html`<p>two</p>`];

  test("shows all cards, and says so where there were more images", () => {
    const page = explainPage(cards, 2);
    expect(page).toContain('<div class="examples"><p>one</p><p>two</p></div>');
    expect(page).toContain('<p class="soft">2 images</p>');
    expect(explainPage(cards.slice(1), 1)).toContain('<p class="soft">1 image</p>');
    expect(explainPage(cards, 5)).toContain(
      "5 images, of which the first 2 that could be read are shown",
    );
  });
});
