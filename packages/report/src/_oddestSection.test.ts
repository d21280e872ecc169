import { expect, test } from "vitest";
import { textOf, unclosed } from "../test/textOf.ts";
import { oddestSection } from "./_oddestSection.ts";
import type { Html } from "./_html.ts";

const image = "data:image/png;base64,AAAA";
const picture = (id: string, explanation: string) => ({ id, image, overlay: image, explanation });

test("shows the oddest normal images in order, with their verdicts, as text", () => {
  const pictures = [
    picture("<b>7</b>", "Anomalous: the score 3 reaches the threshold 2."),
    picture("good/9.png", "Normal: the score 1 is below the threshold 2."),
  ];
  const { html } = oddestSection({ pictures, ranked: 1235 }, "absolute") as Html;
  const text = textOf(html);
  expect(text).toContain("These 2 images have the highest scores of the 1,235 normal images");
  expect(text).toContain("as on normal images clear defect");
  expect(text).toMatch(/1\. Anomalous: .*&lt;b&gt;7.* 2\. Normal: .*good\/9\.png/);
  expect(html.match(/<img alt="[^"]+"/g)).toHaveLength(4);
  expect(unclosed(html)).toEqual([]);
});

test("is not there without pictures", () => {
  expect(oddestSection(undefined, "absolute")).toBeNull();
  expect(oddestSection({ pictures: [], ranked: 3 }, "absolute")).toBeNull();
});
