import { join } from "node:path";
import { loadDetector } from "@flawlens/inference";
import { describe, expect, test } from "vitest";
import { manifestOf } from "../../test/manifestOf.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { writeColours, writeTinyModel } from "../../test/tinyModel.ts";
import { oddestSheet } from "./oddestSheet.ts";

describe("oddestSheet", () => {
  test("ranks images by their scores, and shows the first with their maps and verdicts", async () => {
    const root = await temporaryFolder();
    const detector = await loadDetector(await writeTinyModel(join(root, "detector.onnx")));
    await writeColours(root, { "a.png": [10, 5, 0], "b.png": [90, 40, 0], "c.png": [20, 10, 0] });
    const manifest = manifestOf([{ id: "a" }, { id: "b" }, { id: "c" }], { root });
    const { sheet, ranking } = await oddestSheet(detector, manifest, manifest.samples, {
      shown: 2,
    });
    await detector.release();
    // The score of an image is the sum of its types' scores.
    expect(ranking).toEqual([
      { id: "b", score: 130 },
      { id: "c", score: 30 },
      { id: "a", score: 15 },
    ]);
    expect(sheet.ranked).toBe(3);
    expect(sheet.pictures.map(({ id }) => id)).toEqual(["b", "c"]);
    const [odd, calm] = sheet.pictures;
    expect(odd.explanation).toMatch(/^Anomalous/);
    expect(calm.explanation).toMatch(/^Normal/);
    for (const text of [odd.image, odd.overlay]) expect(text).toMatch(/^data:image\//);
    expect(odd.overlay).not.toBe(odd.image);
  });
});
