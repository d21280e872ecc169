import { join } from "node:path";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { manifestOf } from "../../test/manifestOf.ts";
import { recorder } from "../../test/recorder.ts";
import { runDataOf } from "../data/runData.ts";
import { createTerminal } from "../terminal/terminal.ts";
import { openTrainer, release } from "./openTrainer.ts";
import { refitRun } from "./refitRun.ts";
import type { Run } from "./run.ts";
import { trainDetector } from "./trainDetector.ts";
import { writeDetector } from "./writeDetector.ts";

vi.mock("./openTrainer.ts", () => ({ openTrainer: vi.fn(), release: vi.fn() }));
vi.mock("./trainDetector.ts", () => ({ trainDetector: vi.fn() }));
vi.mock("./writeDetector.ts", () => ({ writeDetector: vi.fn() }));

const planted = { role: "contaminant" as const };
const run = {
  terminal: createTerminal({ stdout: recorder(), stderr: recorder() }),
  options: { out: "out" },
  data: runDataOf(
    manifestOf([
      { id: "tested", split: "test", defectTypes: ["pit"] },
      { id: "trained" },
      { id: "planted", ...planted },
      { id: "held", split: "validation" },
      { id: "planted held", split: "validation", ...planted },
    ]),
  ),
} as unknown as Run;
const trainer = { detector: { params: {} } };
const opened = { trainer, identity: {} } as never;

describe("refitRun", () => {
  beforeEach(() => {
    vi.mocked(release).mockReset();
    vi.mocked(writeDetector).mockReset();
    vi.mocked(openTrainer).mockReset().mockResolvedValue(opened);
    vi.mocked(trainDetector)
      .mockReset()
      .mockResolvedValue({ losses: [], seconds: 1, peakMemory: 1 });
  });

  test("trains on the test images too, without what was planted, from the same start", async () => {
    expect(await refitRun(run)).toBe(true);
    const [[again]] = vi.mocked(openTrainer).mock.calls;
    expect(again.options).toBe(run.options);
    expect(trainDetector).toHaveBeenCalledWith(again, opened, join("out", "refit"), undefined);
    const { train, validation, test: tested } = again.data;
    expect(train.map(({ id }) => id)).toEqual(["trained", "tested"]);
    expect(validation.map(({ id }) => id)).toEqual(["held"]);
    expect(tested).toEqual([]);
    expect(writeDetector).toHaveBeenCalledWith(again, trainer, join("out", "detector.onnx"));
    expect(release).toHaveBeenCalledWith(trainer);
  });

  test("writes nothing where training was interrupted", async () => {
    vi.mocked(trainDetector).mockResolvedValue(null);
    expect(await refitRun(run)).toBe(false);
    expect(writeDetector).not.toHaveBeenCalled();
    expect(release).toHaveBeenCalledWith(trainer);
  });

  test("releases the detector where it cannot be written", async () => {
    vi.mocked(writeDetector).mockRejectedValue(new Error("disk full"));
    await expect(refitRun(run)).rejects.toThrow("disk full");
    expect(release).toHaveBeenCalledWith(trainer);
  });
});
