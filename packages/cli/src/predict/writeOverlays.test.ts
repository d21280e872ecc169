import { existsSync } from "node:fs";
import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readImage } from "@flawlens/datasets";
import { toPrediction } from "@flawlens/inference";
import { describe, expect, test } from "vitest";
import { tinyMetadata } from "../../../inference/test/tinyDetector.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { writeColours } from "../../test/tinyModel.ts";
import { overlayNames } from "./overlayNames.ts";
import { writeOverlays } from "./writeOverlays.ts";
import type { Overlays } from "./writeOverlays.ts";

/** A red image of 16 x 8 px, and a prediction of it whose left half is red beyond the map threshold. */
async function redHalf(overlays: Overlays) {
  const folder = await temporaryFolder();
  await writeColours(folder, { "red.png": [100, 100, 100] });
  const input = { path: join(folder, "red.png"), name: "red.png" };
  const left = { data: Float32Array.of(255, 0), height: 1, width: 2 };
  const right = { data: Float32Array.of(0, 0), height: 1, width: 2 };
  const prediction = toPrediction(tinyMetadata(), { scores: [200, 0], maps: [left, right] }, { height: 8, width: 16 }); // prettier-ignore
  const target = { out: join(folder, "out"), overlays, nameOf: overlayNames() };
  return { folder, input, prediction, target };
}

describe("writeOverlays", () => {
  test("colours where the map is high and leaves the image plain where it is calm", async () => {
    const { input, prediction, target } = await redHalf("one");
    expect(await writeOverlays(target, input, prediction)).toBeUndefined();
    expect(await readdir(target.out)).toEqual(["red.png"]);
    const { data } = await readImage(join(target.out, "red.png"));
    expect(Array.from(data.slice(45, 48))).toEqual([100, 100, 100]); // the right end of the first row
    expect(Array.from(data.slice(0, 3))).not.toEqual([100, 100, 100]);
  });

  test("writes a picture for each type on request, and none on request", async () => {
    const { input, prediction, target } = await redHalf("types");
    await writeOverlays(target, input, prediction);
    expect(await readdir(target.out)).toEqual(["red.green.png", "red.png", "red.red.png"]);
    const none = { ...target, out: `${target.out}2`, overlays: "none" as const };
    await writeOverlays(none, input, prediction);
    expect(existsSync(none.out)).toBe(false);
  });

  test("says why there is none of an image that is gone", async () => {
    const { input, prediction, target } = await redHalf("one");
    await rm(input.path);
    expect(await writeOverlays(target, input, prediction)).toContain(input.path);
    expect(existsSync(target.out)).toBe(false);
  });

  test("fails where a picture cannot be written", async () => {
    const { input, prediction, target } = await redHalf("one");
    await writeFile(target.out, "a file where the folder should be");
    await expect(writeOverlays(target, input, prediction)).rejects.toThrow(
      `expected to write ${join(target.out, "red.png")}`,
    );
  });
});
