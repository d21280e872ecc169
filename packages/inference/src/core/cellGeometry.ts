/** The centres of a map's cells along each axis of the image: that of cell `i` is pixel `offset + i * stride`. */
export interface CellGeometry {
  offset: number;
  stride: number;
}
