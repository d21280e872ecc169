import { join } from "node:path";
import { loadDetector } from "@flawlens/inference";
import type { Detector, NodeImage } from "@flawlens/inference";
import type { EvaluationRecord } from "@flawlens/report";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { manifestOf } from "../../test/manifestOf.ts";
import { sharedFolder } from "../../test/sharedFolder.ts";
import { writeColours, writeTinyModel } from "../../test/tinyModel.ts";
import { predictRecords } from "./predictRecords.ts";

const folder = sharedFolder();
let detector: Detector<NodeImage>;
beforeAll(async () => {
  detector = await loadDetector(await writeTinyModel(join(folder(), "detector.onnx")));
  await writeColours(folder(), { "a.png": [10, 20, 0], "b.png": [200, 50, 0], "mask.png": [255, 255, 255] }); // prettier-ignore
});
afterAll(() => detector.release());

const manifest = () =>
  manifestOf(
    [
      // A mask of a normal image is not looked at, whatever its data set says.
      { id: "a", image: "a.png", mask: "mask.png" },
      { id: "b", image: "b.png", defectTypes: ["red"], mask: "mask.png" },
      { id: "c", image: "b.png", defectTypes: ["red", "green"] },
    ],
    { root: folder() },
  );

describe("predictRecords", () => {
  test("puts what the detector computes beside what is true, in the order of the samples", async () => {
    const { samples } = manifest();
    const done: number[] = [];
    const phase = { update: (count: number) => void done.push(count) };
    const records: EvaluationRecord[] = [];
    for await (const record of predictRecords(detector, manifest(), samples, { phase }))
      records.push(record);
    expect(done).toEqual([1, 2, 3]);
    expect(records.map(({ id, label, defectTypes, scores, extras }) => ({ id, label, defectTypes, scores, extras }))).toEqual([
      { id: "a", label: 0, defectTypes: [], scores: [10, 20], extras: { peaks: [10, 20] } },
      { id: "b", label: 1, defectTypes: ["red"], scores: [200, 50], extras: { peaks: [200, 50] } },
      { id: "c", label: 1, defectTypes: ["red", "green"], scores: [200, 50], extras: { peaks: [200, 50] } },
    ]); // prettier-ignore
    expect(records.map(({ mask }) => mask?.data.length ?? null)).toEqual([null, 64, null]);
    expect([...records[1].maps[0].data]).toEqual(Array(4).fill(200));
  });

  test("looks at images as the detector was trained: the maps are the images', the masks of the input's size", async () => {
    const file = join(folder(), "letterbox.onnx");
    const letterbox = await loadDetector(await writeTinyModel(file, { framing: { mode: "letterbox" } })); // prettier-ignore
    const { samples } = manifest();
    const { value } = await predictRecords(letterbox, manifest(), samples.slice(1, 2)).next();
    // 16 x 8 px in 8 x 8: half of the rows, whose borders are repeated above and below.
    expect(value?.maps[0]).toEqual({ data: Float32Array.of(200, 200), height: 1, width: 2 });
    expect(value?.mask).toMatchObject({ height: 8, width: 8 });
    await letterbox.release();
  });

  test("reads images as records are asked for, and not all of them before", async () => {
    const many = manifestOf(
      Array.from({ length: 200 }, (_, i) => ({ id: `${i}`, image: i < 40 ? "a.png" : "none.png" })),
      { root: folder() },
    );
    const records = predictRecords(detector, many, many.samples);
    for (let i = 0; i < 16; i++) expect((await records.next()).value?.id).toBe(`${i}`);
    await records.return();
  });

  test("stops at the signal", async () => {
    const controller = new AbortController();
    controller.abort(new Error("enough"));
    const { samples } = manifest();
    const { signal } = controller;
    const records = predictRecords(detector, manifest(), samples, { signal });
    await expect(records.next()).rejects.toThrow("enough");
  });
});
