import { placeIn, readSample, readSampleMask } from "@flawlens/datasets";
import type { Manifest, Mask, Sample } from "@flawlens/datasets";
import type { Detector, NodeImage, Pixels } from "@flawlens/inference";
import type { EvaluationRecord } from "@flawlens/report";
import type { Phase } from "../terminal/progress.ts";

const batchSize = 8;

/**
 * What a detector computes of each image beside what is true of it, in the order of the samples. Images are read as
 * records are asked for: at most two batches of eight are held.
 */
export async function* predictRecords(
  detector: Detector<NodeImage>,
  manifest: Manifest,
  samples: readonly Sample[],
  { phase, signal }: { phase?: Phase; signal?: AbortSignal } = {},
): AsyncGenerator<EvaluationRecord, void> {
  const { types, extras, framing } = detector.metadata;
  // Images that are looked at in tiles are held whole, one at a time.
  const together = framing?.mode === "tiles" ? 1 : batchSize;
  const masks: (Mask | null)[] = []; // of the images that were read and not yet predicted
  const images = async function* (): AsyncGenerator<Pixels> {
    for (let at = 0; at < samples.length; at += together) {
      const batch = samples.slice(at, at + together);
      const read = await Promise.all(batch.map((sample) => readTruth(detector, manifest, sample)));
      signal?.throwIfAborted();
      for (const { image, mask } of read) {
        masks.push(mask);
        yield image;
      }
    }
  };
  let done = 0;
  for await (const prediction of detector.predict(images(), { batchSize })) {
    const { id, category, label, defectTypes } = samples[done++];
    if (label === null)
      throw new RangeError(
        `predictRecords: expected images of known label, got ${id}; leave out the others (withKnownLabels)`,
      );
    yield {
      id,
      category,
      label,
      defectTypes: typesOf(types, label, defectTypes),
      scores: types.map((type) => prediction.types[type].score),
      maps: types.map((type) => prediction.types[type].map),
      mask: masks.shift() ?? null,
      extras: Object.fromEntries(
        Object.entries(prediction.extras).map(([name, values]) => [
          name,
          extras[name].names.map((column) => values[column]),
        ]),
      ),
    };
    phase?.update(done);
    signal?.throwIfAborted();
  }
}

/** A detector with one map for all types sees every anomalous image as of its one type. */
function typesOf(types: readonly string[], label: 0 | 1, defectTypes: string[]): string[] {
  const [only] = types;
  return types.length === 1 && only === "anomaly" ? (label === 1 ? [only] : []) : defectTypes;
}

/**
 * An image as the detector takes it, and its mask at the size of the detector's input; a normal image has none,
 * whatever its data set says.
 */
async function readTruth(
  detector: Pick<Detector<NodeImage>, "metadata" | "read">,
  manifest: Manifest,
  sample: Sample,
): Promise<{ image: Pixels; mask: Mask | null }> {
  const { input, framing } = detector.metadata;
  const truth = { ...sample, mask: sample.label === 1 ? sample.mask : null };
  if (!framing || framing.mode === "stretch") return readSample(manifest, truth, { ...input });
  const [image, mask] = await Promise.all([
    detector.read(placeIn(manifest.root, sample.image)),
    readSampleMask(manifest, truth, { ...input }),
  ]);
  return { image, mask };
}
