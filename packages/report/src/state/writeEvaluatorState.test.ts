import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeDetector } from "../../test/makeDetector.ts";
import { makeRecords } from "../../test/makeRecords.ts";
import { Evaluator } from "../evaluator.ts";
import { readEvaluatorState } from "./readEvaluatorState.ts";
import { writeEvaluatorState } from "./writeEvaluatorState.ts";

const types = ["pit", "scratch"];
const detector = makeDetector(types);
const { records } = makeRecords({ types, count: 9, seed: 5, categories: ["cap", "__proto__"] });
records[0] = { ...records[0], extras: { peaks: [1, Number.NaN, -Infinity] } };
records[1] = { ...records[1], mask: null }; // anomalous

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "flawlens-state-"))));
afterEach(() => rm(folder, { recursive: true }));

const seenBy = (exactPixels: number) => {
  const evaluator = new Evaluator({ detector, exactPixels });
  for (const record of records) evaluator.add(record);
  return evaluator.state();
};
const text = (name: string) => readFile(join(folder, name), "utf8");

describe("writeEvaluatorState", () => {
  test("keeps maps and masks to the last bit in 4 bytes a cell and a bit a pixel, scores in readable lines", async () => {
    expect(await writeEvaluatorState(folder, seenBy(Infinity))).toEqual([
      "records.jsonl",
      "pixels.bin",
    ]);
    const masks = records.filter(({ mask }) => mask !== null).length;
    expect((await readFile(join(folder, "pixels.bin"))).length).toBe(9 * 2 * 16 * 4 + masks * 32);
    const [first] = (await text("records.jsonl")).split("\n");
    expect(JSON.parse(first)).toMatchObject({ id: "image-0.png", label: 0, maps: [[4, 4], [4, 4]], mask: null }); // prettier-ignore
    expect(await readEvaluatorState(folder, 2)).toEqual({ pixels: "kept", records });
  });

  test("keeps counts as counts, each image with its own pixel AUROC", async () => {
    const state = seenBy(0);
    expect(await writeEvaluatorState(folder, state)).toEqual(["records.jsonl", "meters.jsonl.gz"]);
    const read = await readEvaluatorState(folder, 2);
    expect(JSON.stringify(read.records)).toBe(JSON.stringify(state.records));
    if (read.pixels !== "counted" || state.pixels !== "counted") throw new Error("not counted");
    expect(read.counts.types.map((meter) => meter.toJSON())).toEqual(
      state.counts.types.map((meter) => meter.toJSON()),
    );
    expect([...read.counts.categories.keys()].toSorted()).toEqual(["__proto__", "cap"]);
    expect(read.records[2]).toMatchObject({ masked: true, imagePixelAuroc: expect.any(Number) });
    expect(read.records[1]).toMatchObject({ masked: false, imagePixelAuroc: null });
  });

  test.each([Infinity, 0])("writes the same bytes again, up to %s pixels", async (exactPixels) => {
    const bytes = async () => {
      const names = await writeEvaluatorState(folder, seenBy(exactPixels));
      return Promise.all(names.map((name) => readFile(join(folder, name))));
    };
    expect(await bytes()).toEqual(await bytes());
  });

  test("keeps that nothing was seen", async () => {
    for (const exactPixels of [Infinity, 0]) {
      const state = new Evaluator({ detector, exactPixels }).state();
      await writeEvaluatorState(folder, state);
      expect((await readEvaluatorState(folder, 2)).records).toEqual([]);
    }
  });
});

describe("readEvaluatorState", () => {
  test("names the file and what is wrong where pixels are cut off or lines damaged", async () => {
    await writeEvaluatorState(folder, seenBy(Infinity));
    const pixels = join(folder, "pixels.bin");
    await writeFile(pixels, (await readFile(pixels)).subarray(1));
    await expect(readEvaluatorState(folder, 2)).rejects.toThrow(/expected 1312 bytes for the records beside it in .*pixels\.bin, got 1311/); // prettier-ignore

    const lines = await text("records.jsonl");
    for (const [from, to, message] of [
      ['"label":0', '"label":2', "got label 2 in line 1"],
      ['"maps":[[4,4]', '"maps":[[4,-4]', "got maps [[4,-4],[4,4]] in line 1"],
      ['"maps":[[4,4]', '"maps":[[9007199254740991,9007199254740991]', "for the records beside it"],
      ['{"id"', '{"id', "expected JSON, got"],
    ] as const) {
      await writeFile(join(folder, "records.jsonl"), lines.replace(from, to));
      await expect(readEvaluatorState(folder, 2)).rejects.toThrow(message);
    }
  });

  test("refuses meters of another detector, cut off, or of no end", async () => {
    await writeEvaluatorState(folder, seenBy(0));
    await expect(readEvaluatorState(folder, 3)).rejects.toThrow("expected meters of 3 types");
    await expect(readEvaluatorState(folder, 1)).rejects.toThrow("got a meter of type 1");
    const file = join(folder, "meters.jsonl.gz");
    const whole = await readFile(file);
    await writeFile(file, whole.subarray(0, 200));
    await expect(readEvaluatorState(folder, 2)).rejects.toThrow(/expected a meter for each type and category in .*meters\.jsonl\.gz, got unexpected end/); // prettier-ignore
    // No record and no type: no byte of a meter is expected.
    await writeFile(file, whole);
    await writeFile(join(folder, "records.jsonl"), "");
    await expect(readEvaluatorState(folder, 0)).rejects.toThrow("more than 0 bytes of text");
  });
});
