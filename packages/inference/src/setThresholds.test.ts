import { readOnnxMetadata } from "@flawlens/onnx";
import { expect, test } from "vitest";
import { tinyFile, tinyMetadata } from "../test/tinyDetector.ts";
import { loadDetector } from "./node/loadDetector.ts";
import { setThresholds } from "./setThresholds.ts";

test("gives a file that loads, with the new threshold, the old one kept, and the same graph", async () => {
  const bytes = await tinyFile();
  const before = bytes.slice();
  const changed = await setThresholds(bytes, { any: 111 }, { rule: "mine", expectedFalseAlarmFraction: 0.5 }); // prettier-ignore
  expect(bytes).toEqual(before);
  const detector = await loadDetector(changed, { threads: 1 });
  expect(detector.metadata.any.threshold).toBe(111);
  expect(detector.metadata.validation).toMatchObject({ rule: "mine", expectedFalseAlarmFraction: 0.5 }); // prettier-ignore
  expect(detector.metadata.calibrated?.any).toEqual(tinyMetadata().any);
  const black = new Uint8Array(8 * 8 * 3).fill(110); // red 110 and green 110: 220
  expect(await detector.predictImage({ data: black, height: 8, width: 8 })).toMatchObject({ score: 220, threshold: 111 }); // prettier-ignore
  await detector.release();

  const back = await setThresholds(changed, "calibrated");
  expect(JSON.parse(readOnnxMetadata(back).flawlens)).toEqual(tinyMetadata());
});

test("refuses a damaged file", async () => {
  const bytes = await tinyFile();
  bytes[bytes.length - 90] ^= 1;
  await expect(setThresholds(bytes, { any: 1 })).rejects.toThrow(RangeError);
});
