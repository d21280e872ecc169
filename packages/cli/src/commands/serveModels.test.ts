import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { modelFiles } from "./serveModels.ts";

test("models are named files or folders of runs, and one without a name is called detector", async () => {
  const root = await mkdtemp(join(tmpdir(), "flawlens-serve-"));
  const file = join(root, "detector.onnx");
  await mkdir(join(root, "empty"));
  await writeFile(file, "");
  expect(modelFiles([`a-1=${file}`, root])).toEqual([
    { name: "a-1", file },
    { name: "detector", file },
  ]);
  expect(() => modelFiles([file, root])).toThrow("expected names that differ, got detector twice");
  expect(() => modelFiles([`a=${root}/none`])).toThrow("which is not there");
  expect(() => modelFiles([`a=${root}/empty`])).toThrow("a run writes it at its end");
  await rm(root, { recursive: true });
});
