import type { InferenceSession, Tensor } from "onnxruntime-node";
import { imageBatches } from "./_imageBatches.ts";
import type { ImageBatch, Images } from "./_imageBatches.ts";
import type { AnomalyMap } from "./core/anomalyMap.ts";
import type { DetectorMetadata } from "./core/detectorMetadata.ts";
import { toPrediction, toScorePrediction } from "./core/prediction.ts";
import type { RawPrediction } from "./core/prediction.ts";
import type { Detector, OutputName, RawOutput } from "./detector.ts";

const allOutputs: readonly OutputName[] = ["scores", "maps", "anomalyMaps", "extras"];

/** A detector on a session of ONNX Runtime whose outputs were checked. */
export function sessionDetector(
  metadata: DetectorMetadata,
  session: InferenceSession,
  OrtTensor: typeof Tensor,
): Detector {
  const { height, width } = metadata.input;
  const extras = Object.keys(metadata.extras);

  const raw: Detector["raw"] = async (batch, outputs = allOutputs) => {
    const count = batch.length / (height * width * 3);
    if (!Number.isInteger(count) || count === 0)
      throw new RangeError(
        `raw: expected a batch of N x ${height} x ${width} x 3 bytes, got ${batch.length}`,
      );
    const names = outputs.flatMap((name) => (name === "extras" ? extras : [name]));
    const images = new OrtTensor("uint8", batch, [count, height, width, 3]);
    const result = await session.run({ images }, names);
    const values = (name: string) =>
      names.includes(name) ? (result[name].data as Float32Array) : new Float32Array(0);
    const [, , u, v] = names.includes("maps") ? result.maps.dims : [0, 0, 0, 0];
    const asked = outputs.includes("extras") ? extras : [];
    return {
      scores: values("scores"),
      maps: values("maps"),
      anomalyMaps: values("anomalyMaps"),
      mapSize: [u, v],
      extras: Object.fromEntries(asked.map((name) => [name, values(name)])),
    };
  };

  async function* run<T>(
    images: Images,
    batchSize: number,
    outputs: readonly OutputName[],
    toResult: (output: RawOutput, i: number, batch: ImageBatch) => T,
  ): AsyncGenerator<T, void> {
    if (!Number.isInteger(batchSize) || batchSize < 1)
      throw new RangeError(`predict: expected a batch size of at least 1, got ${batchSize}`);
    const batches = imageBatches(images, batchSize, metadata.input);
    const read = () => {
      const next = batches.next();
      next.catch(() => {}); // told when it is this batch's turn
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

  return {
    metadata,
    raw,
    predict: (images, { batchSize = 1 } = {}) =>
      run(images, batchSize, ["scores", "maps", "extras"], (output, i, batch) =>
        toPrediction(metadata, rawPrediction(metadata, output, i), batch.original[i]),
      ),
    async predictImage(image) {
      for await (const prediction of this.predict([image])) return prediction;
      throw new Error("predictImage: expected a prediction, got none");
    },
    score: (images, { batchSize = 1 } = {}) =>
      run(images, batchSize, ["scores", "extras"], (output, i) =>
        toScorePrediction(metadata, rawPrediction(metadata, output, i)),
      ),
    release: () => session.release(),
  };
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
