import type { PixelMask } from "@flawlens/sampling";
import { tensor1d, tensor3d } from "@tensorflow/tfjs-core";
import type { Tensor1D, Tensor3D } from "@tensorflow/tfjs-core";

/** What the loss asks for of one sample. */
export interface SampleTarget {
  id: string;
  /** `null`: nothing is anomalous in a normal image; of an anomalous one the mask is not known. */
  mask: PixelMask | null;
  label: 0 | 1;
}

/** The same of a batch. */
export interface SampleTensors {
  ids: string[];
  /** `[N]`. */
  labels: Tensor1D;
  /** `[N, H, W]`. */
  masks: Tensor3D;
  /** `[N]`: 0 where the mask does not count, because it is not known. */
  counted: Tensor1D;
}

/** Labels and masks of a batch; of an anomalous sample without a mask, the mask does not count. */
export function sampleTensors(
  samples: readonly SampleTarget[],
  { height, width }: { height: number; width: number },
): SampleTensors {
  const masks = new Float32Array(samples.length * height * width);
  for (const [i, { id, mask }] of samples.entries()) {
    if (!mask) continue;
    if (mask.height !== height || mask.width !== width)
      throw new RangeError(
        `fitAdl: expected masks of ${height}x${width}, got ${mask.height}x${mask.width} of ${id}`,
      );
    masks.set(mask.data, i * height * width);
  }
  return {
    ids: samples.map(({ id }) => id),
    labels: tensor1d(
      samples.map(({ label }) => label),
      "float32",
    ),
    masks: tensor3d(masks, [samples.length, height, width]),
    counted: tensor1d(
      samples.map(({ label, mask }) => (label === 1 && !mask ? 0 : 1)),
      "float32",
    ),
  };
}
