import { Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { side, tinyMetadata } from "../../test/tinyDetector.ts";
import { batchRunner } from "./_batchRunner.ts";

/** What a graph of open sizes may come with, whatever its metadata say: seen only when it runs. */
const run = (outputs: Record<string, Tensor>) =>
  batchRunner(tinyMetadata(), { run: () => Promise.resolve(outputs) })(
    new Uint8Array(2 * side * side * 3),
    ["scores", "maps", "extras"],
  );

const float = (...dims: number[]) =>
  new Tensor("float32", new Float32Array(dims.reduce((a, b) => a * b)), dims);
const right = { scores: float(2, 2), maps: float(2, 2, 3, 4), peaks: float(2, 2) };

test("a batch's outputs of the promised shapes are given", async () => {
  expect(await run(right)).toMatchObject({ mapSize: [3, 4] });
});

test.each([
  { output: "scores", tensor: float(2, 1), wanted: "[N, 2] with N = 2", got: "float32 [2, 1]" },
  { output: "scores", tensor: float(1, 2), wanted: "[N, 2] with N = 2", got: "float32 [1, 2]" },
  {
    output: "scores",
    tensor: float(2, 2, 1),
    wanted: "[N, 2] with N = 2",
    got: "float32 [2, 2, 1]",
  },
  {
    output: "scores",
    tensor: new Tensor("float64", new Float64Array(4), [2, 2]),
    wanted: "[N, 2] with N = 2",
    got: "float64 [2, 2]",
  },
  {
    output: "maps",
    tensor: float(2, 3, 3, 4),
    wanted: "[N, 2, any, any] with N = 2",
    got: "float32 [2, 3, 3, 4]",
  },
  {
    output: "maps",
    tensor: float(2, 2, 0, 4),
    wanted: "[N, 2, any, any] with N = 2",
    got: "float32 [2, 2, 0, 4]",
  },
  {
    output: "maps",
    tensor: float(2, 2, 8193, 1),
    wanted: "[N, 2, any, any] with N = 2",
    got: "float32 [2, 2, 8193, 1]",
  },
  { output: "peaks", tensor: float(2, 3), wanted: "[N, 2] with N = 2", got: "float32 [2, 3]" },
])(
  "$output of $got are refused, not read out of range",
  async ({ output, tensor, wanted, got }) => {
    await expect(run({ ...right, [output]: tensor })).rejects.toThrow(
      new RangeError(
        `raw: expected the output ${output} of float32 ${wanted}, got ${got}; export the detector again`,
      ),
    );
  },
);

test("features are given of a trainable detector where they were asked for, and of no other", async () => {
  const features = float(2, 5, 3, 4);
  const metadata = tinyMetadata({ trainable: { prefix: "head.", settings: null } });
  const batch = new Uint8Array(2 * side * side * 3);
  const raw = batchRunner(metadata, { run: async () => ({ ...right, features }) });
  const found = await raw(batch, ["features"]);
  expect(found.features).toEqual({ data: features.data, shape: [5, 3, 4] });
  expect(await raw(batch, ["scores"])).not.toHaveProperty("features");
  const other = batchRunner(tinyMetadata(), { run: async () => ({ ...right, features }) });
  await expect(other(batch, ["features"])).rejects.toThrow(
    "raw: expected outputs among scores, maps, anomalyMaps, extras, got features",
  );
});
