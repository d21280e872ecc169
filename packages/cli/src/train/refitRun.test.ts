import { join } from "node:path";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { manifestOf } from "../../test/manifestOf.ts";
import { recorder } from "../../test/recorder.ts";
import { runDataOf } from "../data/runData.ts";
import { createTerminal } from "../terminal/terminal.ts";
import { refitRun } from "./refitRun.ts";
import type { Run } from "./run.ts";
import { release, trainDetector } from "./trainDetector.ts";
import { writeDetector } from "./writeDetector.ts";

vi.mock("./trainDetector.ts", () => ({ trainDetector: vi.fn(), release: vi.fn() }));
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

describe("refitRun", () => {
  beforeEach(() => {
    vi.mocked(release).mockReset();
    vi.mocked(writeDetector).mockReset();
    vi.mocked(trainDetector)
      .mockReset()
      .mockResolvedValue({ trainer, losses: [], seconds: 1 } as never);
  });

  test("trains on the test images too, without what was planted, from the same start", async () => {
    expect(await refitRun(run, "start.safetensors")).toBe(true);
    const [again, folder, from] = vi.mocked(trainDetector).mock.calls[0];
    expect([folder, from]).toEqual([join("out", "refit"), "start.safetensors"]);
    const { train, validation, test: tested } = again.data;
    expect(train.map(({ id }) => id)).toEqual(["trained", "tested"]);
    expect(validation.map(({ id }) => id)).toEqual(["held"]);
    expect(tested).toEqual([]);
    expect(writeDetector).toHaveBeenCalledWith(again, trainer, join("out", "detector.onnx"));
    expect(release).toHaveBeenCalledWith(trainer);
  });

  test("writes nothing where training was interrupted", async () => {
    vi.mocked(trainDetector).mockResolvedValue(null);
    expect(await refitRun(run, undefined)).toBe(false);
    expect(writeDetector).not.toHaveBeenCalled();
  });

  test("releases the detector where it cannot be written", async () => {
    vi.mocked(writeDetector).mockRejectedValue(new Error("disk full"));
    await expect(refitRun(run, undefined)).rejects.toThrow("disk full");
    expect(release).toHaveBeenCalledWith(trainer);
  });
});
