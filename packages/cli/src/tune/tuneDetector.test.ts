import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openDetectorFile } from "@flawlens/inference";
import { expect, test } from "vitest";
import { tinyFile, tinyMetadata } from "../../../inference/test/tinyDetector.ts";
import { run } from "../../test/run.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";

/** Sums: normal 10 20 30 40 90, anomalous 70 and 100; the second shows red. */
const validation = {
  labels: [0, 0, 0, 0, 0, 1, 1] as (0 | 1)[],
  parts: [0, 1, 2, 3, 4, 5, 6],
  scores: [
    [5, 10, 15, 20, 45, 10, 90],
    [5, 10, 15, 20, 45, 60, 10],
  ],
  shows: [
    [0, 0, 0, 0, 0, 0, 1],
    [0, 0, 0, 0, 0, 1, 0],
  ] as (0 | 1)[][],
};
async function written(withScores = true): Promise<string> {
  const file = join(await temporaryFolder(), "detector.onnx");
  await writeFile(file, await tinyFile(tinyMetadata(), withScores ? validation : undefined));
  return file;
}
const metadataOf = async (file: string) => (await openDetectorFile(await readFile(file))).metadata;

test("sets a threshold by false alarms, says what it does, and keeps the calibrated one", async () => {
  const file = await written();
  const out = `${file}.tuned`;
  const { code, stdout, stderr } = await run("tune", file, "--false-alarms", "0.2", "--out", out);
  expect([code, stderr]).toEqual([0, expect.stringContaining(`${out}: threshold 55`)]);
  expect(stdout).toMatch(/asked for: --false-alarms 0.2 +55 +1 of 5 +up to 33 % +2 of 2/); // half way from 40 to 70
  expect((await metadataOf(file)).any.threshold).toBe(80);
  const tuned = await metadataOf(out);
  expect(tuned.any).toEqual({ ...tinyMetadata().any, threshold: 55 });
  expect(tuned.validation).toMatchObject({
    rule: "at most 20 % of the normal validation images are called anomalous",
    expectedFalseAlarmFraction: 2 / 6,
  });
  expect(tuned.calibrated?.any.threshold).toBe(80);
});

test("sets the threshold of a type, replaces the file, and goes back", async () => {
  const file = await written();
  await run("tune", file, "--type", "red", "--recall", "1");
  expect((await metadataOf(file)).calibration.red.threshold).toBe((45 + 90) / 2);
  await run("tune", file, "--calibrated");
  expect(await metadataOf(file)).toEqual(tinyMetadata());
});

test("only prints without an option, and says what is missing", async () => {
  const [file, without] = [await written(), await written(false)];
  const before = await readFile(file);
  expect((await run("tune", file)).stdout).toMatch(/^ +threshold .*\nnow +80 +1 of 5 +1 of 2/);
  expect(await readFile(file)).toEqual(before);
  expect(await run("tune", without)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("expected the scores of validation images"),
  });
  expect((await run("tune", without, "--threshold", "7")).code).toBe(0);
  expect((await metadataOf(without)).any.threshold).toBe(7);
  expect(await run("tune", file, "--type", "blue")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("expected one of red, green, got blue"),
  });
  expect((await run("tune", file, "--recall", "1", "--threshold", "7")).code).toBe(2);
});
