import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { looksByModel, modelFiles } from "./serveModels.ts";

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

test("where to look is told model by model", async () => {
  const root = await mkdtemp(join(tmpdir(), "flawlens-serve-"));
  const file = join(root, "belt.json");
  await writeFile(file, JSON.stringify({ polygons: [[[0, 0], [9, 0], [9, 9]]] })); // prettier-ignore
  const looks = await looksByModel([`b=${file}`], ["a", "b"]);
  expect(looks).toEqual({ b: { polygons: [[{ x: 0, y: 0 }, { x: 9, y: 0 }, { x: 9, y: 9 }]] } }); // prettier-ignore
  const refused = "--look-at: expected NAME=FILE, once for a model among a, b, got ";
  for (const wrong of [[file], [`b=${file}`, `b=${file}`]])
    await expect(looksByModel(wrong, ["a", "b"])).rejects.toThrow(refused);
  await rm(root, { recursive: true });
});
