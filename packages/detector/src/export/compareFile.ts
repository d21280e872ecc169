import { imageTensor } from "@flawlens/backbones";
import type { Image } from "@flawlens/datasets";
import type { MapKind } from "@flawlens/inference/core";
import { findRuntime } from "@flawlens/onnx/runtime";
import { dispose, tidy } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import { difference, isAveraged, relativeTolerance, tolerance } from "../_difference.ts";

/**
 * How far a file's outputs are from the detector's: the largest difference of each output, in units of the
 * output's largest value where that is above 1; of relative maps the mean difference, as rounding can
 * break ties of pixels enlarged from one cell. Infinite where a number is missing, or not finite on either side.
 */
export interface Differences {
  /** The largest difference of each output, by the output's name. */
  outputs: Record<string, number>;
  /** The largest of all outputs but relative maps. */
  largest: number;
  /** Images compared. */
  images: number;
  /** What each output may differ by. */
  allowed: Record<string, number>;
}

/** Runs images through a file and a detector, the first alone and the others in batches of up to 4. */
export async function compareFile(
  bytes: Uint8Array,
  images: readonly Image[],
  {
    inputSize,
    mapKind = "absolute",
    outputs,
  }: {
    inputSize: { height: number; width: number };
    mapKind?: MapKind;
    outputs: (images: Tensor4D) => Record<string, Tensor>;
  },
): Promise<Differences> {
  const runtime = await findRuntime(undefined, { caller: "exportDetector" });
  const { height, width } = inputSize;
  const session = await runtime.InferenceSession.create(bytes, {
    executionProviders: runtime.providers,
  });
  const worst: Record<string, number> = {};
  const averaged = (name: string) => isAveraged(name, mapKind);
  try {
    for (let start = 0; start < images.length; start += start === 0 ? 1 : 4) {
      const batch = images.slice(start, start === 0 ? 1 : start + 4);
      const expected = tidy(() =>
        outputs(
          imageTensor(batch, inputSize, {
            idOf: (i) => `images[${start + i}]`,
            caller: "exportDetector",
          }),
        ),
      );
      const data = new Uint8Array(batch.length * height * width * 3);
      for (const [i, image] of batch.entries()) data.set(image.data, i * height * width * 3);
      const got = await session.run({
        images: new runtime.Tensor("uint8", data, [batch.length, height, width, 3]),
      });
      for (const [name, tensor] of Object.entries(expected)) {
        const values = (await tensor.data()) as Float32Array;
        const apart = difference(values, got[name].data as Float32Array, averaged(name));
        worst[name] = Math.max(worst[name] ?? 0, apart);
      }
      dispose(expected);
    }
  } finally {
    await session.release();
  }
  const names = Object.keys(worst);
  return {
    outputs: worst,
    largest: Math.max(...names.filter((name) => !averaged(name)).map((name) => worst[name])),
    images: images.length,
    allowed: Object.fromEntries(
      names.map((name) => [name, averaged(name) ? relativeTolerance : tolerance]),
    ),
  };
}

/** @throws {Error} If an output differs by more than is allowed. */
export function checkDifferences({ outputs, allowed, images }: Differences, file: string): void {
  for (const [name, apart] of Object.entries(outputs))
    if (!(apart <= allowed[name]))
      throw new Error(
        `exportDetector: expected the file to agree with the detector within ${allowed[name]}, got ${name} ` +
          `off by ${apart} on ${images} images; nothing was written to ${file}`,
      );
}
