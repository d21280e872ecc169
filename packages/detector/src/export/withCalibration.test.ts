import { encodeModel, readOnnxMetadata, verifyChecksum, withChecksum } from "@flawlens/onnx";
import type { DetectorMetadata } from "@flawlens/inference/core";
import { expect, test } from "vitest";
import { withCalibration } from "./withCalibration.ts";

const model = (metadata: Record<string, string>) =>
  withChecksum(encodeModel({ nodes: [], initializers: [], inputs: [], outputs: [], opsets: { "": 17 }, metadata })); // prettier-ignore
const metadata = { method: "new" } as DetectorMetadata;

test("replaces thresholds and scores, keeps the rest, and renews the checksum", async () => {
  const bytes = await model({ flawlens: "old", "flawlens.validation": "old", other: "kept" });
  const validation = { labels: [0 as const], parts: [0], scores: [[1]], shows: [[0 as const]] };
  const changed = await withCalibration(bytes, metadata, { validation });
  expect(readOnnxMetadata(changed)).toMatchObject({
    flawlens: '{"method":"new"}',
    "flawlens.validation": JSON.stringify(validation),
    other: "kept",
  });
  expect(await verifyChecksum(changed)).toBe("intact");
  const without = await withCalibration(changed, metadata, { validation: null });
  expect(readOnnxMetadata(without)).not.toHaveProperty(["flawlens.validation"]);
});
