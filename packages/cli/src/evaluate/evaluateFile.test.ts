import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Results } from "@flawlens/report";
import { beforeAll, describe, expect, test } from "vitest";
import { recorder } from "../../test/recorder.ts";
import { sharedFolder } from "../../test/sharedFolder.ts";
import { writeColours, writeTinyModel } from "../../test/tinyModel.ts";
import { createTerminal } from "../terminal/terminal.ts";
import { evaluateFile } from "./evaluateFile.ts";
import type { EvaluateFileOptions } from "./evaluateFile.ts";

const folder = sharedFolder();
beforeAll(async () => {
  await writeColours(join(folder(), "parts"), {
    "train/good/1.png": [5, 0, 0],
    "test/good/1.png": [10, 0, 0],
    "test/red/1.png": [200, 0, 0],
    "test/dent/1.png": [0, 100, 0],
  });
});

/** Evaluates the tiny detector, whose metadata may be others. */
async function evaluated(
  options: Partial<EvaluateFileOptions> = {},
  changes: Parameters<typeof writeTinyModel>[1] = {},
) {
  const [stdout, stderr] = [recorder(), recorder()];
  await evaluateFile(createTerminal({ stdout, stderr }), {
    model: await writeTinyModel(join(folder(), "detector.onnx"), changes),
    data: join(folder(), "parts"),
    json: true,
    engine: { name: "onnxruntime", provider: "cpu", threads: 1 },
    ...options,
  });
  return { results: JSON.parse(stdout.text()) as Results, notes: stderr.text() };
}

describe("evaluateFile", () => {
  test("judges one side or all images, and counts the others only where there is a side", async () => {
    const one = await evaluated({ split: "test" });
    expect(one.results.dataset).toMatchObject({ train: 1, validation: 0, test: 3 });
    expect(one.results.any.imageAuroc).toBe(1);
    const all = await evaluated();
    expect(all.results.dataset).toMatchObject({ train: 0, validation: 0, test: 4 });
  });

  test("names a method of the command by its title, and another as its file does", async () => {
    expect((await evaluated()).results.method).toBe("MultiTypeFCDD");
    expect((await evaluated({}, { method: "mine" })).results.method).toBe("mine");
  });

  test("notes types that the detector does not know, and only those", async () => {
    expect((await evaluated()).notes).toContain("note: the detector does not know dent: such images count as anomalous"); // prettier-ignore
    const good = await evaluated({}, { types: ["red", "dent"], calibration: calibrated() });
    expect(good.notes).not.toContain("does not know");
  });

  test("judges types and categories of any name", async () => {
    const [scale] = Object.values(calibrated());
    const types = ["__proto__", "constructor"];
    const calibration = Object.fromEntries(types.map((type) => [type, scale])) as never;
    const list = join(folder(), "names.csv");
    const rows = [
      "test/good/1.png,0,",
      "test/red/1.png,,__proto__",
      "test/dent/1.png,,constructor",
    ];
    const lines = rows.map((row) => `parts/${row},toString`);
    await writeFile(list, ["image,label,types,category", ...lines].join("\n"));
    const { results, notes } = await evaluated({ data: list }, { types, calibration });
    expect(Object.keys(results.types)).toEqual(types);
    expect(Object.entries(results.types).map(([, { support, imageAuroc }]) => [support, imageAuroc])).toEqual([[1, 1], [1, 1]]); // prettier-ignore
    expect(notes).not.toContain("does not know");
  });

  test("notes training data that are judged, unless a side is named", async () => {
    const own = { dataset: { name: "parts", hash: "0" } };
    const says = "note: the detector was trained on images of parts, which are judged here too";
    expect((await evaluated({}, own)).notes).toContain(says);
    expect((await evaluated({ split: "test" }, own)).notes).not.toContain("judged here too");
    expect((await evaluated()).notes).toContain(
      "note: every image is judged; if the detector was trained on some of them, for an honest score give --split test",
    );
  });

  test("refuses a category that is not there", async () => {
    await expect(evaluated({ category: "nut" })).rejects.toThrow(
      "expected { category } (--category) as one of parts in",
    );
  });

  test("leaves images of unknown label out of every score, counts and names them", async () => {
    const list = join(folder(), "parts.csv");
    const rows = ["test/good/1.png,good", "test/red/1.png,red", "test/dent/1.png,?"];
    await writeFile(list, ["image,label", ...rows.map((row) => `parts/${row}`)].join("\n"));
    const { results } = await evaluated({ data: list });
    expect(results.dataset.test).toBe(2);
    expect(results.leftOut[0]).toMatchObject({ unknown: "label", images: 1, ids: ["parts/test/dent/1.png"] }); // prettier-ignore
    expect(results.leftOut[0].scores).toContain("imageAuroc");
  });

  test("refuses data of which no label is known", async () => {
    const list = join(folder(), "private.csv");
    await writeFile(list, "image,label\nparts/test/good/1.png,?\n");
    await expect(evaluated({ data: list })).rejects.toThrow(
      "expected images to judge by in private, got 1 that nobody knows to be normal or anomalous; flawlens predict scores them",
    );
  });
});

function calibrated() {
  const scale = { threshold: 50, scoreRange: [0, 100], mapRange: [0, 100], mapThreshold: 40 };
  return { red: scale, dent: scale } as never;
}
