import type { InferenceSession, Tensor } from "onnxruntime-node";
import type { Image } from "@flawlens/datasets";
import { imageBatches } from "./_imageBatches.ts";
import type { ImageBatch, Images } from "./_imageBatches.ts";
import { batchRunner } from "./_batchRunner.ts";
import type { AnomalyMap } from "./core/anomalyMap.ts";
import type { DetectorMetadata } from "./core/detectorMetadata.ts";
import { toPrediction, toScorePrediction } from "./core/prediction.ts";
import type { Prediction, RawPrediction } from "./core/prediction.ts";
import type { Detector, OutputName, PredictOptions, RawOutput } from "./detector.ts";

/** A detector on a session of ONNX Runtime whose inputs and outputs were checked. */
export function sessionDetector(
  metadata: DetectorMetadata,
  session: InferenceSession,
  OrtTensor: typeof Tensor,
): Detector {
  const raw = batchRunner(metadata, session, OrtTensor);

  async function* run<T>(
    images: Images,
    { batchSize = 1 }: PredictOptions,
    outputs: readonly OutputName[],
    toResult: (output: RawOutput, i: number, batch: ImageBatch) => T,
  ): AsyncGenerator<T, void> {
    checkArguments(images, batchSize);
    const batches = imageBatches(images, batchSize, metadata.input);
    const read = () => {
      const next = batches.next();
      next.catch(() => {}); // thrown when it is this batch's turn
      return next;
    };
    try {
      for (let next = read(); ;) {
        const { done, value: batch } = await next;
        if (done) return;
        next = read();
        const output = await raw(batch.data, outputs);
        for (const i of batch.original.keys()) yield toResult(output, i, batch);
      }
    } finally {
      void batches.return().catch(() => {});
    }
  }

  const predict = (images: Images, options: PredictOptions = {}) =>
    run(images, options, ["scores", "maps", "extras"], (output, i, batch) =>
      toPrediction(metadata, rawPrediction(metadata, output, i), batch.original[i]),
    );

  return {
    metadata,
    raw,
    predict,
    async predictImage(image: string | Image): Promise<Prediction> {
      const { value } = await predict([image]).next();
      return value as Prediction; // one image: one prediction, or an error
    },
    score: (images, options = {}) =>
      run(images, options, ["scores", "extras"], (output, i) =>
        toScorePrediction(metadata, rawPrediction(metadata, output, i)),
      ),
    release: () => session.release(),
  };
}

function checkArguments(images: Images, batchSize: number): void {
  if (typeof images === "string")
    // iterable too: letter by letter
    throw new TypeError(
      `predict: expected a list of images, got ${JSON.stringify(images)}; give [file], or call predictImage(file)`,
    );
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw new RangeError(`predict: expected a batch size of at least 1, got ${batchSize}`);
}

/** Image `i` of a batch, copied so that the batch's memory can go. */
function rawPrediction(
  { types, extras }: DetectorMetadata,
  { scores, maps, mapSize: [height, width], extras: found }: RawOutput,
  i: number,
): RawPrediction {
  const row = (values: Float32Array, columns: number) =>
    values.slice(i * columns, (i + 1) * columns);
  const cells = height * width;
  return {
    scores: row(scores, types.length),
    maps: types.map((_, k): AnomalyMap => {
      const start = (i * types.length + k) * cells;
      return { data: maps.slice(start, start + cells), height, width };
    }),
    extras: Object.fromEntries(
      Object.entries(found).map(([name, values]) => [name, row(values, extras[name].names.length)]),
    ),
  };
}
