import { image, matMul, tensor4d, tidy, transpose } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

/** How maps are brought to the size of the input. */
export interface Upsampling {
  name: string;
  /**
   * The centre of cell `i` of a map is `offset + i * stride` in input pixels. Without it, cells tile the input.
   */
  receptiveField?: { offset: number; stride: number };
  /** `[N, u, v, M]` to `[N, height, width, M]`. */
  apply(maps: Tensor4D, size: { height: number; width: number }): Tensor4D;
}

/** Bilinear with half-pixel centres, clamped at the edge: cells tile the input. */
export const halfPixel: Upsampling = {
  name: "halfPixel",
  apply: (maps, { height, width }) => image.resizeBilinear(maps, [height, width], false, true),
};

/**
 * Bilinear between the pixels that cells are centred on. Encoders that do not pad see the middle
 * of an image only: for Inception-ResNet-v2 (`{ offset: 13, stride: 8 }`) tiling misplaces
 * border cells by up to 14 pixels. Beyond the outermost centres the nearest cell's value holds.
 *
 * @param receptiveField - Centre of the first cell and distance between cells, in input pixels.
 * @throws {RangeError} If the offset is not finite or the stride not above 0.
 */
export function receptiveFieldAligned(receptiveField: {
  offset: number;
  stride: number;
}): Upsampling {
  const { offset, stride } = receptiveField;
  if (!(Number.isFinite(offset) && stride > 0))
    throw new RangeError(
      `receptiveFieldAligned: expected an offset and a positive stride, got ${offset} and ${stride}`,
    );
  return {
    name: "receptiveFieldAligned",
    receptiveField: { offset, stride },
    apply: (maps, { height, width }) =>
      tidy(() => {
        const [, u, v] = maps.shape;
        const rows = blend(height, u, receptiveField);
        const columns = blend(width, v, receptiveField);
        // rows · map · columnsᵀ for every image and type: [N, M, u, v] -> [N, M, height, width]
        const wide = matMul(transpose(maps, [0, 3, 1, 2]), columns, false, true);
        return transpose(matMul(rows, wide), [0, 2, 3, 1]) as Tensor4D;
      }),
  };
}

/** `[1, 1, pixels, cells]`: each row holds the weights of the cells around one pixel. */
function blend(
  pixels: number,
  cells: number,
  { offset, stride }: { offset: number; stride: number },
): Tensor4D {
  const weights = new Float32Array(pixels * cells);
  for (let i = 0; i < pixels; i++) {
    const at = Math.min(Math.max((i - offset) / stride, 0), cells - 1);
    const first = Math.floor(at);
    const second = Math.min(first + 1, cells - 1);
    weights[i * cells + first] += 1 - (at - first);
    weights[i * cells + second] += at - first;
  }
  return tensor4d(weights, [1, 1, pixels, cells]);
}
