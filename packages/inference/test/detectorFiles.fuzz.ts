/**
 * Mutated detector files, most of them with a checksum that is right: each must be refused by a RangeError or be a
 * detector that predicts, and reads nothing that is not there.
 */
import { withChecksum } from "@flawlens/onnx";
import { oneOf, type FuzzTarget } from "../../files/test/fuzz/fuzzTarget.ts";
import { mutateBytes } from "../../files/test/fuzz/mutateBytes.ts";
import { mutateJson } from "../../files/test/fuzz/mutateJson.ts";
import { refusal } from "../../files/test/fuzz/refusal.ts";
import type { Prediction } from "../src/core/prediction.ts";
import { validationKey } from "../src/metadata/parseValidationScores.ts";
import { loadDetector } from "../src/node/loadDetector.ts";
import { convDetector } from "./convDetector.ts";
import { tinyDetector, tinyFile, tinyMetadata } from "./tinyDetector.ts";

interface DetectorBytes {
  /** What was mutated. */
  of: string;
  /** In base64. */
  bytes: string;
}

const validation = {
  labels: [0, 1, 0],
  scores: [
    [1, 120, 2],
    [3, 4, 5],
  ],
  shows: [
    [0, 1, 0],
    [0, null, 0],
  ],
};

export const detectorFiles: FuzzTarget<DetectorBytes> = {
  name: "detectors",
  tries:
    "mutated detector files, with and without a right checksum, loaded and asked for a prediction",
  memoryMiB: 900,
  async make(random) {
    const way = oneOf(random, ["bytes", "graph", "graph", "metadata", "metadata", "validation"]);
    const bytes = await mutated(way, random);
    return { of: way, bytes: Buffer.from(bytes).toString("base64") };
  },
  async check({ bytes }) {
    try {
      return await used(Buffer.from(bytes, "base64"));
    } catch (error) {
      return refusal(error, { kind: RangeError });
    }
  },
};

async function mutated(way: string, random: () => number): Promise<Uint8Array> {
  if (way === "bytes") return mutateBytes(await seedFile(random), random, { other: await seedFile(random) }); // prettier-ignore
  if (way === "graph") {
    const bytes = mutateBytes(await seedFile(random), random, { other: await seedFile(random) });
    return withChecksum(bytes).catch(() => bytes); // no model: it has no place for one
  }
  const metadata = way === "metadata" ? mutateJson(metadataOf(random), random) : JSON.stringify(tinyMetadata()); // prettier-ignore
  const scores = way === "metadata" ? JSON.stringify(validation) : mutateJson(validation, random);
  return withChecksum(tinyDetector({ flawlens: metadata, [validationKey]: scores }));
}

let conv: Promise<Uint8Array> | undefined;

function seedFile(random: () => number): Promise<Uint8Array> {
  if (random() < 0.3) return (conv ??= convDetector());
  return tinyFile(metadataOf(random), validation as never);
}

/** Metadata that use a choice of what they may hold. */
function metadataOf(random: () => number) {
  const calibration = tinyMetadata().calibration;
  return tinyMetadata({
    ...(random() < 0.3 && { framing: { mode: "tiles", size: 16, overlap: 4 } }),
    ...(random() < 0.2 && { framing: { mode: "letterbox" } }),
    ...(random() < 0.3 && { scoreOfMap: "mean", receptiveField: { offset: 1.5, stride: 4 } }),
    ...(random() < 0.3 && {
      calibrated: { calibration, any: tinyMetadata().any, rule: "largest F1", expectedFalseAlarmFraction: 0.05 },
    }),
  }); // prettier-ignore
}

async function used(bytes: Uint8Array): Promise<string> {
  const detector = await loadDetector(bytes, { threads: 1 });
  try {
    const { input, types } = detector.metadata;
    const data = Uint8Array.from({ length: 12 * 20 * 3 }, (_, i) => (37 * i) % 256);
    const prediction = await detector.predictImage({ data, height: 12, width: 20 });
    checkPrediction(prediction, types);
    const { validation } = detector;
    const whole = ({ length }: readonly unknown[]) => length === validation?.labels.length;
    const numbers = validation?.scores.every((row) => whole(row) && row.every(Number.isFinite));
    if (validation && !(numbers && validation.scores.length === types.length))
      throw new Error(
        `expected a finite score of each type for each image, got ${JSON.stringify(validation)}`,
      );
    return `ran at ${input.height > 64 ? "another size" : "its size"}`;
  } finally {
    await detector.release();
  }
}

/** What holds of every prediction, whatever the file says. */
function checkPrediction(prediction: Prediction, types: readonly string[]): void {
  const { verdict, score, threshold, map, anomalyMap, displayMap, regions, explanation } =
    prediction;
  const holds = (fact: boolean, what: string): void => {
    if (!fact) throw new Error(`expected ${what} of a prediction, got ${JSON.stringify({ verdict, score, threshold, regions, explanation })}`); // prettier-ignore
  };
  const finite = [...types.map((type) => prediction.types[type].map), map].every(({ data }) =>
    data.every(Number.isFinite),
  );
  holds(["normal", "anomalous", "undecided"].includes(verdict), "a verdict");
  holds(verdict !== "normal" || (finite && Number.isFinite(score)), "finite numbers where it is normal"); // prettier-ignore
  holds(Object.keys(prediction.types).length === types.length, "one verdict for each type");
  for (const { height, width, data } of [anomalyMap, displayMap])
    holds(height === 12 && width === 20 && data.length === 240, "a map in the image's pixels");
  holds(displayMap.data.every((value) => Number.isNaN(value) || (value >= 0 && value <= 1)), "shown values in [0, 1]"); // prettier-ignore
  holds(verdict === "anomalous" || regions.length === 0, "no regions where it is not anomalous");
  holds(regions.every(({ box: { x, y, width, height } }) => x >= 0 && y >= 0 && width > 0 && height > 0 && x + width <= 20 && y + height <= 12), "regions inside the image"); // prettier-ignore
  holds(explanation.length > 0, "an explanation");
}
