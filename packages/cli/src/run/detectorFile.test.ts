import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { UsageError } from "../terminal/usageError.ts";
import { detectorFile } from "./detectorFile.ts";

describe("detectorFile", () => {
  test("takes a file, or the folder of a run", async () => {
    const run = await temporaryFolder();
    const file = join(run, "detector.onnx");
    expect(() => detectorFile(run, "--model")).toThrow(`expected a detector.onnx in ${run}`);
    await writeFile(file, "");
    expect(detectorFile(run, "--model")).toBe(file);
    expect(detectorFile(file, "--model")).toBe(file);
  });

  test("says how a user knows what is not there", () => {
    expect(() => detectorFile("no.onnx", "--detector")).toThrow(
      new UsageError(
        "--detector: expected a detector.onnx or the folder of a run, got no.onnx, which is not there",
      ),
    );
  });
});
