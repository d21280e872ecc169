import { imageTensor } from "@flawlens/backbones";
import type { Params } from "@flawlens/backbones";
import type { Image } from "@flawlens/datasets";
import { tidyOutput } from "@flawlens/ops";
import { dispose } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import { checkedOutputs } from "../_checkedOutputs.ts";
import type { Detector } from "../detector.ts";
import { halfPixel } from "../maps/upsampling.ts";

/** Outputs by name, maps at both resolutions. */
export type Values = Record<string, { data: Float32Array; shape: number[] }>;

/** The outputs of some images, maps at both resolutions. */
export async function compute(
  detector: Detector,
  params: Params,
  images: readonly Image[],
): Promise<Values> {
  const { upsampling = halfPixel, inputSize } = detector;
  const tensors = tidyOutput(() => {
    const outputs = checkedOutputs("detectorContract", detector, params, batch(detector, images));
    return { ...flat(outputs), anomalyMaps: upsampling.apply(outputs.maps, inputSize) };
  });
  const values = await Promise.all(
    Object.entries(tensors).map(async ([name, tensor]: [string, Tensor]) => {
      return [name, { data: (await tensor.data()) as Float32Array, shape: tensor.shape }] as const;
    }),
  );
  dispose(tensors);
  return Object.fromEntries(values);
}

/** Images as the detector takes them. */
export const batch = ({ inputSize }: Detector, images: readonly Image[]): Tensor4D =>
  imageTensor(images, inputSize, { caller: "detectorContract" });

/** Outputs in one record. */
export const flat = ({ scores, maps, extras }: ReturnType<Detector["outputs"]>) => ({
  ...extras,
  scores,
  maps,
});
