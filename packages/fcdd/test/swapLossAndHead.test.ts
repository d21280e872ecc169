import "./cpu.ts";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { calibrate, exportDetector, predict } from "@flawlens/detector";
import { auroc } from "@flawlens/metrics";
import { useEngine } from "@flawlens/tfjs-backend-ort";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { trainMine } from "./swapLossAndHead.ts";
import { tinyEncoder, tinySource } from "./tiny.ts";

beforeAll(() => useEngine("ort"));

describe("the page for method authors", () => {
  test("shows this very file, of less than 40 lines of code", async () => {
    const [page, file] = await Promise.all(
      ["../README.md", "./swapLossAndHead.ts"].map((path) =>
        readFile(new URL(path, import.meta.url), "utf8"),
      ),
    );
    expect(page).toContain(`\`\`\`ts\n${file}\`\`\``);
    expect(file.split("\n").filter((line) => line.trim() !== "").length).toBeLessThan(40);
  });

  test("trains a detector with a loss and a head of one's own that calibrates and exports", async () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    const source = tinySource({ normal: 12, bright: 6, dark: 6 });
    const model = await trainMine(tinyEncoder(), ["bright", "dark"], source);
    expect(log).toHaveBeenCalledWith(1, expect.any(Number));
    log.mockRestore();

    const unseen = tinySource({ normal: 20, bright: 20, dark: 20, seed: 99 });
    const scores: Float32Array[] = [];
    for await (const prediction of predict(model, unseen)) scores.push(prediction.scores);
    for (const [k, type] of model.types.entries()) {
      const labels = unseen.samples.map(({ defectTypes }) => (defectTypes.includes(type) ? 1 : 0));
      const ofType = scores.map((score) => score[k]);
      expect(auroc(ofType, labels)).toBeGreaterThan(0.9);
    }

    const folder = await mkdtemp(join(tmpdir(), "flawlens-swap-"));
    const { differences } = await exportDetector(
      model,
      await calibrate(model, source),
      join(folder, "detector.onnx"),
      { images: [await source.read(0)], seed: 7, dataset: { name: "patches", hash: "" } },
    );
    expect(differences.outputs.scores).toBeLessThan(1e-5); // float32
    await rm(folder, { recursive: true });
  });
});
