/** An image to be scored. */
export interface ImageInput {
  /** The path of the image as it was given: relative paths stay relative. */
  path: string;
  /**
   * What it is called where its folder alone does not say: `line1/a.png` for `/data/line1` as the
   * folder that was given. Relative, with `/`, never upwards.
   */
  name: string;
}
