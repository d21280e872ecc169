/** One number a pixel or cell, `data[y * width + x]`. */
export interface AnomalyMap {
  data: Float32Array;
  height: number;
  width: number;
}
