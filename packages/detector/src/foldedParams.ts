import { foldBatchNorm } from "@flawlens/backbones";
import type { Params } from "@flawlens/backbones";
import { dispose } from "@tensorflow/tfjs-core";
import type { Detector } from "./detector.ts";

/** Parameters for many images, and the way to give their memory back. */
export interface FoldedParams {
  params: Params;
  /** Disposes what was made; the detector's own parameters stay. */
  release(): void;
}

/**
 * A detector's parameters with batch normalisation by running statistics folded into the convolutions: 8 images
 * take EfficientNet-Lite0 117 ms instead of 286 on two cores. To be made anew after training.
 *
 * @throws {RangeError} If a parameter is missing.
 *
 * @example
 * const { params, release } = await foldedParams(detector);
 * const { scores } = detector.outputs(params, images);
 * release();
 */
export async function foldedParams({
  spec,
  params,
  keptParams = [],
}: Pick<Detector, "spec" | "params" | "keptParams">): Promise<FoldedParams> {
  const folded = await foldBatchNorm(spec, params);
  const own = new Set(Object.values(params));
  const kept = Object.entries(params).filter(([name]) =>
    keptParams.some((wanted) => (wanted.endsWith(".") ? name.startsWith(wanted) : name === wanted)),
  );
  return {
    params: { ...folded, ...Object.fromEntries(kept) },
    release: () => dispose(Object.values(folded).filter((tensor) => !own.has(tensor))),
  };
}
