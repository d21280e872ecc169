import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { UsageError } from "../terminal/usageError.ts";
import { fileOfRun } from "./fileOfRun.ts";

describe("fileOfRun", () => {
  test("takes a file, or the folder of a run", async () => {
    const run = await temporaryFolder();
    const file = join(run, "detector.onnx");
    expect(() => fileOfRun(run, "--model", "detector.onnx")).toThrow(
      `expected a detector.onnx in ${run}`,
    );
    await writeFile(file, "");
    expect(fileOfRun(run, "--model", "detector.onnx")).toBe(file);
    expect(fileOfRun(file, "--model", "detector.onnx")).toBe(file);
  });

  test("says how a user knows what is not there", () => {
    expect(() => fileOfRun("no.onnx", "--detector", "detector.onnx")).toThrow(
      new UsageError(
        "--detector: expected a detector.onnx or the folder of a run, got no.onnx, which is not there",
      ),
    );
  });
});
