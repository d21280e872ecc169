/**
 * A map or a mask of one image: `data[row * width + column]`.
 *
 * An anomaly map holds one finite score per pixel, higher = more anomalous; a mask
 * holds `1` on anomalous pixels and `0` elsewhere. `Float32Array` maps and
 * `Uint8Array` masks are read without a copy.
 */
export interface Grid {
  data: ArrayLike<number>;
  height: number;
  width: number;
}
