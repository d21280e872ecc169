import { readdirSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { adlConfig } from "@flawlens/adl";
import { synthesize } from "@flawlens/datasets";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flawlens-example-adl-"));
  const [train, none] = [
    { normal: 10, anomalous: 0 },
    { normal: 0, anomalous: 0 },
  ];
  const counts = { train, validation: none, test: { normal: 3, anomalous: 3 } };
  await synthesize(join(folder, "data"), { seed: 1, size: 32, ...counts });
  // The paper has figures for a category of this name.
  const manifest = join(folder, "data/manifest.json");
  await writeFile(manifest, (await readFile(manifest, "utf8")).replaceAll('"gear"', '"bottle"'));
  const config = {
    backbone: { network: "small", widths: [[4], [4], [8]] },
    inputSize: 32,
    segmentationWidth: 4,
    batchSize: 4,
    stepsPerEpoch: 2,
    epochs: 2,
  };
  await writeFile(join(folder, "config.json"), JSON.stringify(config));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const configs = join(import.meta.dirname, "configs");

test.each(readdirSync(configs))("%s is a configuration", async (name) => {
  const config = JSON.parse(await readFile(join(configs, name), "utf8"));
  expect(adlConfig.safeParse(config).success).toBe(true);
});

describe("the example of multi-cue ADL", () => {
  test("prints a row for each method and contamination, mean and deviation over seeds, the paper's figures beside", async () => {
    const print = vi.spyOn(console, "log").mockImplementation(() => {});
    const tell = vi.spyOn(console, "warn").mockImplementation(() => {});
    const { argv } = process;
    const files = ["--data", `${folder}/data`, "--config", `${folder}/config.json`];
    const grid = ["--categories", "bottle", "--methods", "adl,patchcore", "--levels", "0.2"];
    process.argv = ["node", "main.ts", ...files, ...grid, "--seeds", "1,2"];
    try {
      await import("./main.ts");
      const rows = print.mock.calls.map(([line]) => String(line));
      expect(rows.map((row) => row.split(/ {2,}/).slice(0, 3))).toEqual([
        ["category", "method", "level"],
        ["bottle", "adl", "0.2"],
        ["bottle", "patchcore", "0.2"],
      ]);
      const ours = String.raw`\d\.\d{3} ± \d\.\d{3}`;
      expect(rows[1]).toMatch(new RegExp(`${ours} +0\\.998 +${ours} +0\\.914$`));
      expect(rows[2]).toMatch(new RegExp(`${ours} +0\\.757 +${ours} +0\\.529$`));
      // 10 normal images: floor(0.2 / 0.8 * 10) = 2 are planted beside them, a tenth is held back
      expect(tell.mock.calls.join("\n")).toContain("half from 11 images taken as normal");
    } finally {
      process.argv = argv;
      for (const spy of [print, tell]) spy.mockRestore();
    }
  }, 60_000);
});
