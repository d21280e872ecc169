import { mkdtemp, readdir, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Results } from "@flawlens/report";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { run } from "../../test/run.ts";
import { writeColours, writeTinyModel } from "../../test/tinyModel.ts";

let root: string;
let model: string;
let data: string;

describe("flawlens evaluate", () => {
  beforeAll(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), "flawlens-evaluate-")));
    data = join(root, "parts");
    // One of three reds is missed by the threshold of 80; it still scores above both normal images.
    await writeColours(data, {
      "good/1.png": [10, 0, 0],
      "good/2.png": [20, 5, 0],
      "red/1.png": [200, 0, 0],
      "red/2.png": [150, 0, 0],
      "red/3.png": [60, 0, 0],
      "dent/1.png": [0, 100, 0],
    });
    model = await writeTinyModel(join(root, "run/detector.onnx"));
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  test("prints a table, and notes types that the detector does not know", async () => {
    const { code, stdout, stderr } = await run("evaluate", "--model", model, "--data", data);
    expect(code).toBe(0);
    // Without masks nothing is said of pixels.
    expect(stdout).toMatch(/^red +3 +100\.0 +100\.0 +100\.0 +– +– +– +– +100$/m);
    expect(stdout).toMatch(/^any defect +100\.0 /m);
    expect(stderr).toContain("note: the detector does not know dent: such images count as anomalous"); // prettier-ignore
    expect(stderr).toMatch(/evaluating 6\/6 \| took /);
  });

  test("--json prints the same results that --out keeps, with a report", async () => {
    const out = join(root, "out");
    const args = ["evaluate", "--model", join(root, "run"), "--data", data, "--out", out, "--json"];
    const { code, stdout } = await run(...args);
    expect(code).toBe(0);
    const results = JSON.parse(stdout) as Results;
    expect(results).toMatchObject({
      method: "MultiTypeFCDD",
      dataset: { name: "parts", test: 6 },
      any: { imageAuroc: 1 },
      types: { red: { support: 3, threshold: 100 } },
    });
    expect(JSON.parse(await readFile(join(out, "results.json"), "utf8"))).toEqual(results);
    expect(await readdir(out)).toEqual(["report.html", "results.json"]);
    const again = await run(...args);
    expect([again.code, again.stdout]).toEqual([1, ""]);
    expect(again.stderr).toContain("--overwrite");
    expect((await run(...args, "--overwrite")).code).toBe(0);
  });

  test("notes that a detector is judged on the data it was trained on", async () => {
    const own = await writeTinyModel(join(root, "own.onnx"), { dataset: { name: "parts", hash: "0" } }); // prettier-ignore
    const args = ["evaluate", "--data", data, "--model"];
    expect((await run(...args, own)).stderr).toContain("trained on images of parts, which are judged here too"); // prettier-ignore
    expect((await run(...args, model)).stderr).not.toContain("judged here too");
  });

  test.each([
    { of: "a side without images", args: ["--split", "validation"], says: "expected images in split validation of parts, got none" }, // prettier-ignore
    { of: "a folder that is a file", args: ["--out", import.meta.filename], says: "expected a folder as --out, got the file" }, // prettier-ignore
  ])("refuses $of", async ({ args, says }) => {
    const { code, stdout, stderr } = await run("evaluate", "--model", model, "--data", data, ...args); // prettier-ignore
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain(says);
  });

  test("takes a category that is not there for a mistake on the command line", async () => {
    const { code, stderr } = await run("evaluate", "--model", model, "--data", data, "--category", "nut"); // prettier-ignore
    expect([code, stderr]).toEqual([2, expect.stringContaining("(--category) as one of parts in")]);
  });
});
