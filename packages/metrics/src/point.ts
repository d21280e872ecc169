/**
 * A place in an image, in pixels: `x` counts columns from the left and `y` counts
 * rows from the top. The centre of the left upper pixel is (0, 0); a point between
 * pixel centres has fractions.
 */
export interface Point {
  x: number;
  y: number;
}
