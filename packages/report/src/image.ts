/** An RGB image in memory, `[height, width, 3]` row-major. */
export interface RgbImage {
  data: Uint8Array;
  height: number;
  width: number;
}
