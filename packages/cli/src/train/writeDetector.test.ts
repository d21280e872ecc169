import { calibrate, exportDetector } from "@flawlens/detector";
import type { Trainer } from "@flawlens/detector";
import { describe, expect, test, vi } from "vitest";
import { writeFiles } from "../../test/images.ts";
import { manifestOf } from "../../test/manifestOf.ts";
import { recorder } from "../../test/recorder.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { dataConfig } from "../data/dataConfig.ts";
import { runDataOf } from "../data/runData.ts";
import { createTerminal } from "../terminal/terminal.ts";
import type { Run } from "./run.ts";
import { writeDetector } from "./writeDetector.ts";

vi.mock(import("@flawlens/detector"), async (load) => ({
  ...(await load()),
  calibrate: vi.fn(),
  exportDetector: vi.fn(),
}));

/** Writes a detector of a run with so many validation images, whose calibration is this. */
async function written(count: number, calibration: object) {
  const root = await temporaryFolder();
  const ids = Array.from({ length: count }, (_, i) => `v${i}`);
  await writeFiles(
    root,
    ids.map((id) => `${id}.png`),
  );
  const plain = { rule: { rule: "f1Max" }, ruleInWords: "a rule", images: { normal: 7, normalParts: 7, anomalous: 2 }, uncalibrated: [], expectedFalseAlarmFraction: null }; // prettier-ignore
  vi.mocked(calibrate).mockResolvedValue({ ...plain, ...calibration } as never);
  vi.mocked(exportDetector).mockReset().mockResolvedValue({ differences: { largest: 0.00012 } } as never); // prettier-ignore
  const stderr = recorder();
  const run = {
    terminal: createTerminal({ stdout: recorder(), stderr }),
    loaded: { packages: [] },
    config: { method: { width: 4 }, data: dataConfig.parse({}), preset: null },
    seed: 7,
    data: runDataOf(
      manifestOf(
        ids.map((id) => ({ id, split: "validation" as const })),
        { root },
      ),
    ),
    signal: new AbortController().signal,
  } as unknown as Run;
  const prepare = vi.fn();
  const detector = { inputSize: { height: 4, width: 8 } };
  await writeDetector(run, { detector, prepare } as unknown as Trainer, "detector.onnx");
  return { said: stderr.lines(), exported: vi.mocked(exportDetector).mock.calls[0], prepare };
}

describe("writeDetector", () => {
  test("says how many parts a promise takes where images show too few", async () => {
    const of = (normalParts: number, expectedFalseAlarmFraction: number) =>
      written(2, {
        rule: { rule: "normalsOnly", fraction: 0.05 },
        images: { normal: 24, normalParts, anomalous: 0 },
        expectedFalseAlarmFraction,
      });
    const { said } = await of(5, 1 / 6);
    expect(said.join("\n")).toContain("it rests on 24 normal (of 5 parts) and 0 anomalous");
    expect(said.join("\n")).toContain(
      "note: images of one part are alike, so 5 parts allow no smaller promise; 5.0 % takes normal validation images of 19 parts",
    );
    expect((await of(20, 1 / 21)).said.join("\n")).not.toContain("alike");
    expect((await of(24, 1 / 25)).said.join("\n")).not.toContain("parts");
  });

  test("says what the threshold rests on and promises, and how near the file is", async () => {
    const { said } = await written(2, { expectedFalseAlarmFraction: 0.05, uncalibrated: ["pit"] });
    expect(said).toEqual([
      "note: no validation image shows pit: it has no threshold",
      expect.stringMatching(/^threshold: a rule; it rests on 7 normal and 2 anomalous validation images.*at most 5\.0 % of new normal images/), // prettier-ignore
      "detector.onnx: outputs equal the trained detector's to 1.2e-4 on 2 images",
    ]);
  });

  test("promises nothing where a rule does not", async () => {
    const { said } = await written(1, {});
    expect(said[0]).toBe(
      "threshold: a rule; it rests on 7 normal and 2 anomalous validation images",
    );
  });

  test("compares the file on eight validation images, and keeps with it how it was made", async () => {
    const { exported, prepare } = await written(10, {});
    const [, , file, { images, seed, config, categories, dataset }] = exported;
    expect([file, seed, categories, dataset?.name]).toEqual(["detector.onnx", 7, ["thing"], "test"]); // prettier-ignore
    expect(config).toMatchObject({ width: 4, data: {} });
    expect(images.map(({ height, width, data }) => [height, width, data[0]])).toEqual(
      Array.from({ length: 8 }, (_, i) => [4, 8, 100 + i]), // writeFiles paints them 100, 101, ...
    );
    expect(prepare).toHaveBeenCalledOnce();
  });
});
