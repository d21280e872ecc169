/**
 * A picture as typed arrays, the channels of a pixel side by side: `data[(row * width + column)
 * * channels + channel]`. A `Uint8Array` holds 0 to 255, a `Float32Array` 0 to 1. Fits what
 * `readImage` of `@flawlens/datasets` returns; further fields are passed on.
 */
export interface PixelImage {
  /** `[height, width, channels]`. */
  data: Uint8Array | Float32Array;
  height: number;
  width: number;
  channels: number;
}

/** Pixels of an anomaly: `[height, width]`, 1 where anomalous, else 0. */
export interface PixelMask {
  data: Uint8Array;
  height: number;
  width: number;
}
