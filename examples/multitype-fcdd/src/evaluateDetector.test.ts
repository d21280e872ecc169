import { existsSync } from "node:fs";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Manifest, loadDataset } from "@flawlens/datasets";
import { readResults } from "@flawlens/report";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listen } from "../test/listen.ts";
import { temporaryFolder, tinyConfig, tinySet } from "../test/tinyRun.ts";
import { evaluateDetector } from "./evaluateDetector.ts";
import { train } from "./train.ts";

const { told } = listen("log", "warn");

let folder: string;
let file: string;
let manifest: Manifest;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flawlens-evaluate-"));
  manifest = await tinySet(join(folder, "data"));
  const config = tinyConfig({ steps: 1 });
  await train({ data: join(folder, "data"), out: folder, config, seed: 1, skipCheck: true });
  file = join(folder, "detector.onnx");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The detector's test images, as a data set of the caller's making. */
async function other(change: Partial<Manifest>): Promise<Manifest> {
  const samples = manifest.samples.filter(({ split }) => split === "test");
  return { ...manifest, name: "other", samples, ...change };
}

describe("evaluateDetector", () => {
  test("judges any defect on types it never saw, and says why its own are undefined", async () => {
    const images = await other({});
    const samples = images.samples.map((sample) => ({
      ...sample,
      defectTypes: sample.defectTypes.map((type) => (type === "pit" ? type : "rust")),
    }));
    const results = await evaluateDetector({
      file,
      manifest: { ...images, samples, defectTypes: ["pit", "rust"] },
    });
    expect(told.join("\n")).toContain("note: the detector does not know rust");
    expect(results.any.imageAuroc).toBeTypeOf("number");
    expect(results.any.aupro).toBeTypeOf("number");
    expect(results.types.pit.imageAuroc).toBeTypeOf("number");
    expect(results.types.scratch).toMatchObject({ support: 0, imageAuroc: null, aupro: null });
    expect(results.undefinedTypes).toContain("scratch: no test image shows it");
  });

  test("has nothing to say of normal images alone, and no crash", async () => {
    const { samples } = await other({});
    const normal = samples.filter(({ label }) => label === 0);
    const out = await temporaryFolder();
    await evaluateDetector({ file, manifest: await other({ samples: normal }), out });
    const { any, macro } = await readResults(join(out, "results.json"));
    expect([any.imageAuroc, macro.imageAuroc]).toEqual([null, null]);
    expect(await readFile(join(out, "report.html"), "utf8")).toContain("<!doctype html>");
  });

  test("says so when it is judged on what it was trained on", async () => {
    await evaluateDetector({ file, manifest });
    expect(told.join("\n")).toContain("note: the detector was trained on images of");
    told.length = 0;
    // What training leaves is a data set of its own: the same sides, the same images.
    await evaluateDetector({ file, manifest: await loadDataset(folder), split: "test" });
    expect(told.join("\n")).not.toContain("note:");
  });

  test("names a mask of another size and an image that is damaged", async () => {
    const root = join(await temporaryFolder(), "data");
    await cp(join(folder, "data"), root, { recursive: true });
    const images = await other({ root });
    const { mask } = images.samples.find((sample) => sample.mask)!;
    const larger = await temporaryFolder();
    await tinySet(larger, { size: 40 });
    await cp(join(larger, mask!), join(root, mask!));
    await expect(evaluateDetector({ file, manifest: images })).rejects.toThrow(
      `expected 32 x 32 px as its image has, got 40 x 40 px in ${join(root, mask!)}`,
    );
    const [{ image }] = images.samples;
    await writeFile(join(root, image), "no image");
    await expect(evaluateDetector({ file, manifest: images })).rejects.toThrow(
      `expected an image in ${join(root, image)}, got a format that is not read here`,
    );
  });

  test("refuses a side without images and a file that is no detector", async () => {
    await expect(
      evaluateDetector({ file, manifest: await other({}), split: "train" }),
    ).rejects.toThrow("expected images in split train of other, got none; it has test");
    const wrong = join(folder, "manifest.json");
    await expect(evaluateDetector({ file: wrong, manifest })).rejects.toThrow(
      `loadDetector: cannot use ${wrong}: readOnnxMetadata: expected an ONNX model`,
    );
    await expect(evaluateDetector({ file: "/no/such.onnx", manifest })).rejects.toThrow(
      "loadDetector: expected a file to read at /no/such.onnx, got ENOENT",
    );
  });

  test.skipIf(!existsSync("/dev/full"))(
    "leaves the report that was there where the disk is full (needs /dev/full)",
    async () => {
      const out = await temporaryFolder();
      await writeFile(join(out, "report.html"), "old");
      await symlink("/dev/full", join(out, "report.html.partial"));
      await expect(evaluateDetector({ file, manifest: await other({}), out })).rejects.toThrow(
        `expected to write ${join(out, "report.html")}, got ENOSPC`,
      );
      expect(await readFile(join(out, "report.html"), "utf8")).toBe("old");
    },
  );
});
