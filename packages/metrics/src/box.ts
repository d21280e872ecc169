/**
 * A rectangle of whole pixels. `x` counts columns from the left and `y` counts rows
 * from the top, both from 0; a box of one pixel has width and height 1.
 */
export interface Box {
  /** Column of the left upper pixel. */
  x: number;
  /** Row of the left upper pixel. */
  y: number;
  /** Number of columns. */
  width: number;
  /** Number of rows. */
  height: number;
}
