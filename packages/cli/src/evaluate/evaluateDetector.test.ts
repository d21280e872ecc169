import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { EvaluatedImages } from "@flawlens/detector";
import { readResults } from "@flawlens/report";
import { beforeAll, describe, expect, test } from "vitest";
import { manifestOf } from "../../test/manifestOf.ts";
import { recorder } from "../../test/recorder.ts";
import { sharedFolder } from "../../test/sharedFolder.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { writeColours, writeTinyModel } from "../../test/tinyModel.ts";
import { createTerminal } from "../terminal/terminal.ts";
import { samplesOf } from "../data/samplesOf.ts";
import { evaluateDetector } from "./evaluateDetector.ts";
import type { EvaluateOptions } from "./evaluateDetector.ts";

const folder = sharedFolder();
beforeAll(async () => {
  await writeTinyModel(join(folder(), "detector.onnx"));
  await writeColours(folder(), {
    "a.png": [10, 5, 0],
    "b.png": [200, 0, 0],
    "c.png": [0, 200, 0],
    "mask.png": [255, 255, 255],
  });
});

const manifest = () =>
  manifestOf(
    [
      { id: "a", split: "test" },
      { id: "b", split: "test", defectTypes: ["red"] },
      { id: "c", split: "test", defectTypes: ["green"] },
      { id: "held", image: "a.png", split: "validation" },
    ],
    { root: folder() },
  );

async function judged(options: Partial<EvaluateOptions> = {}) {
  const [stdout, stderr] = [recorder(), recorder()];
  const results = await evaluateDetector(createTerminal({ stdout, stderr }), {
    file: join(folder(), "detector.onnx"),
    manifest: manifest(),
    samples: samplesOf(manifest(), "test"),
    heldBack: samplesOf(manifest(), "validation"),
    title: "Tiny",
    engine: { name: "onnxruntime", provider: "cpu", threads: 1 },
    counts: { train: 5, validation: 1 },
    ...options,
  });
  return { results, stdout: stdout.text(), stderr: stderr.text() };
}

describe("evaluateDetector", () => {
  test("prints the table of what it found, and writes nothing where it was not told where", async () => {
    const { results, stdout, stderr } = await judged();
    expect(results).toMatchObject({ method: "Tiny", seed: 7, dataset: { train: 5, test: 3 } });
    expect(results.any.imageAuroc).toBe(1);
    expect(stdout).toMatch(/red +1 +100\.0/);
    expect(stderr).not.toContain("report:");
  });

  test("lets go of older files when all is computed and nothing is written", async () => {
    for (const samples of [manifest().samples.slice(0, 3), []]) {
      const out = await temporaryFolder();
      const before: string[][] = [];
      const beforeWriting = async () => void before.push(await readdir(out));
      await judged({ out, samples, beforeWriting });
      expect([before, await readdir(out)]).toEqual([[[]], expect.arrayContaining(["report.html", "results.json"])]); // prettier-ignore
    }
  });

  test("tells in results, table and report what the scores leave out", async () => {
    const out = await temporaryFolder();
    const unknown = [{ ...manifest().samples[3], id: "private/1" }];
    const { results, stdout } = await judged({ out, unknown });
    expect(results.leftOut.map(({ unknown, images }) => [unknown, images])).toEqual([
      ["label", 1],
      ["mask", 2],
    ]);
    const page = await readFile(join(out, "report.html"), "utf8");
    for (const text of [stdout, page]) {
      expect(text).toContain("Every score leaves out 1 image that nobody knows");
      expect(text).toContain("AUPRO leave out 2 anomalous images without a mask");
    }
    const untested = await judged({ samples: [], unknown });
    expect(untested.results.leftOut).toMatchObject([{ unknown: "label", ids: ["private/1"] }]);
  });

  test("says where a detector ranks images upside down", async () => {
    const swapped = manifestOf(
      [
        { id: "a", split: "test", defectTypes: ["red"] },
        { id: "b", split: "test" },
      ],
      { root: folder() },
    );
    const { results, stderr } = await judged({ manifest: swapped, samples: swapped.samples });
    expect(results.any.imageAuroc).toBe(0);
    expect(stderr).toContain("note: an image AUROC of 0.0 % is worse than chance");
    expect((await judged()).stderr).not.toContain("worse than chance");
  });

  test("above the limit keeps no maps, says so, and shows the same examples", async () => {
    const [exactly, bounded] = [await temporaryFolder(), await temporaryFolder()];
    const { results, stdout, stderr } = await judged({ out: exactly });
    expect(results.pixels).toBeNull(); // there are no masks
    expect(stdout).not.toContain("Pixel scores");
    expect(stderr).not.toContain("--exact-pixels");
    const masked = manifest();
    masked.samples[1].mask = "mask.png";
    await judged({ out: exactly, manifest: masked, samples: samplesOf(masked, "test") });
    const counted = await judged({
      out: bounded,
      manifest: masked,
      samples: samplesOf(masked, "test"),
      exactPixels: 64,
    });
    expect(counted.results.pixels?.ranking).toBe("bounded");
    expect((await readResults(join(bounded, "results.json"))).pixels?.ranking).toBe("bounded");
    expect(counted.stdout).toContain("Pixel scores are bounded, not exact");
    expect(counted.stderr).toContain("--exact-pixels raises the limit");
    const pictures = async (out: string) =>
      (await readFile(join(out, "report.html"), "utf8")).match(/data:image[^"]+/g);
    expect(await pictures(bounded)).toEqual(await pictures(exactly));
    expect(await readFile(join(bounded, "report.html"), "utf8")).toContain(
      "Pixel scores are bounded, not exact",
    );
  });

  test("keeps what the method found out beside results and report", async () => {
    const out = await temporaryFolder();
    let evaluated: EvaluatedImages | undefined;
    await judged({
      out,
      findings(given) {
        evaluated = given;
        return {
          ablation: [{ name: "alone", imageAuroc: 0.5, imageAveragePrecision: null }],
          suspects: [{ by: "weights", ranking: [{ id: "a", weight: 0.1 }] }],
          records: { more: 1 },
        };
      },
    });
    expect(evaluated?.images.map(({ id, label, score }) => [id, label, score])).toEqual([
      ["a", 0, 15],
      ["b", 1, 200],
      ["c", 1, 200],
    ]);
    expect([...evaluated!.images[1].extras.peaks]).toEqual([200, 0]);
    const json = async (name: string) => JSON.parse(await readFile(join(out, name), "utf8"));
    expect(await json("ablation.json")).toMatchObject({ rows: [{ name: "alone" }], more: 1 });
    expect(await json("suspects.json")).toEqual([
      { by: "weights", ranking: [{ id: "a", weight: 0.1 }] },
    ]);
    expect((await readResults(join(out, "results.json"))).any.imageAuroc).toBe(1);
    expect(await readFile(join(out, "report.html"), "utf8")).toContain("alone");
  });

  test("without defects to test with shows the oddest of what was held back", async () => {
    const out = await temporaryFolder();
    const { results } = await judged({ out, samples: [] });
    expect(results.any.imageAuroc).toBeNull();
    const oddest = JSON.parse(await readFile(join(out, "oddest.json"), "utf8")) as unknown;
    expect(oddest).toEqual([{ id: "held", score: 15 }]);
    expect(existsSync(join(out, "ablation.json"))).toBe(false);
    expect(await readFile(join(out, "report.html"), "utf8")).toContain("There are no defects");
  });
});
