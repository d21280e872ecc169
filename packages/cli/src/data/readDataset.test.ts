import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { loadDataset, saveManifest } from "@flawlens/datasets";
import { describe, expect, test } from "vitest";
import { writeFiles } from "../../test/images.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { UsageError } from "../terminal/usageError.ts";
import { readDataset } from "./readDataset.ts";

describe("readDataset", () => {
  test("reads as loadDataset does, with its options", async () => {
    const root = await temporaryFolder();
    await writeFiles(root, ["gut/a.png", "kratzer/b.png"]);
    const { samples } = await readDataset(root, { normal: "gut" });
    expect(samples.map(({ id, label }) => [id, label])).toEqual([
      ["gut/a", 0],
      ["kratzer/b", 1],
    ]);
  });

  test("takes a category that is not there for a mistake on the command line", async () => {
    const root = await temporaryFolder();
    await writeFiles(root, ["nut/train/good/a.png", "cap/train/good/b.png"]);
    const { categories } = await readDataset(root, { category: "Nut" });
    expect(categories).toEqual(["nut"]);
    const failed = readDataset(root, { category: "bolt" });
    await expect(failed).rejects.toThrow(UsageError);
    await expect(failed).rejects.toThrow(
      "expected { category } (--category) as one of cap, nut in",
    );
  });

  test("of the folder of a run reads the manifest, whose images lie elsewhere", async () => {
    const [root, run] = [await temporaryFolder(), await temporaryFolder()];
    await writeFiles(root, ["good/a.png", "pit/b.png"]);
    await saveManifest(join(run, "manifest.json"), await loadDataset(root));
    await expect(readDataset(run)).rejects.toThrow(
      `expected the images inside ${run}, got the root`,
    );
    await writeFile(join(run, "run.json"), "{}");
    const read = await readDataset(run);
    expect([read.root, read.samples.length]).toEqual([root, 2]);
  });

  test("reads files outside of the data only where that is allowed", async () => {
    const root = await temporaryFolder();
    await writeFiles(root, ["elsewhere/a.png"]);
    await mkdir(join(root, "data"));
    const file = join(root, "data/parts.csv");
    await writeFile(file, "image\n../elsewhere/a.png\n");
    await expect(readDataset(file)).rejects.toThrow("(--allow-outside)");
    const { samples } = await readDataset(file, { allowOutside: true });
    expect(samples.map(({ image }) => image)).toEqual(["../elsewhere/a.png"]);
  });

  test("takes a path where there is nothing for a mistake on the command line", async () => {
    const failed = readDataset("/no/such");
    await expect(failed).rejects.toThrow(UsageError);
    await expect(failed).rejects.toThrow(
      "expected a folder of images or a list of them, got /no/such, which is not there",
    );
  });
});
