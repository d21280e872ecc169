import { image, reshape, tensor4d, tidy } from "@tensorflow/tfjs-core";
import type { Tensor3D } from "@tensorflow/tfjs-core";
import { blurReflected } from "../saliency.ts";

/** A map of one number a cell. */
export interface CellMap {
  data: Float32Array;
  height: number;
  width: number;
}

/**
 * A map at the size of the image, smoothed by a Gaussian of deviation 4 pixels (cut at 16), its border
 * mirrored without repeating the pixel at the edge, as anomalib has it.
 *
 * @param enlarge - PatchCore "nearest", PaDiM "bilinear".
 */
export async function mapImage(
  { data, height, width }: CellMap,
  size: { height: number; width: number },
  enlarge: "nearest" | "bilinear",
): Promise<CellMap> {
  const smooth = tidy(() => {
    const cells = tensor4d(data, [1, height, width, 1]);
    const to: [number, number] = [size.height, size.width];
    const enlarged =
      enlarge === "nearest"
        ? image.resizeNearestNeighbor(cells, to)
        : image.resizeBilinear(cells, to, false, true);
    return blurReflected(reshape(enlarged, [1, ...to]) as Tensor3D, 4);
  });
  const values = (await smooth.data()) as Float32Array;
  smooth.dispose();
  return { data: values, ...size };
}
