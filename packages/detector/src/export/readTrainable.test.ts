import { encodeModel } from "@flawlens/onnx";
import type { Initializer } from "@flawlens/onnx";
import { expect, test } from "vitest";
import { tinyMetadata } from "../../../inference/test/tinyDetector.ts";
import { readTrainable } from "./readTrainable.ts";

const file = (initializers: Initializer[]) =>
  encodeModel({
    nodes: [],
    initializers,
    inputs: [],
    outputs: [],
    opsets: { "": 17 },
    metadata: {
      flawlens: JSON.stringify(tinyMetadata({ trainable: { prefix: "head.", settings: [1] } })),
    },
  });

test("reads the weights behind the prefix, and no others", async () => {
  const data = Float32Array.of(1, -2);
  const weight = { type: "float32", dims: [2, 1], data } as const;
  const bytes = file([{ name: "head.w", ...weight }, { name: "ahead.w", ...weight }]); // prettier-ignore
  const { metadata, tensors } = await readTrainable(bytes);
  expect(metadata.trainable.settings).toEqual([1]);
  expect(tensors).toEqual({ "head.w": { dtype: "F32", shape: [2, 1], data } });
});

test("refuses weights that are not float32", async () => {
  const weight = { name: "head.w", type: "int8", dims: [1], data: Int8Array.of(1) } as const;
  await expect(readTrainable(file([weight]))).rejects.toThrow(
    new RangeError("readTrainable: expected float32 in head.w, got int8"),
  );
});
