/** A decoded photograph: 8 bits per channel; red, green, blue. */
export interface Image {
  /** `[height, width, 3]`, row-major. */
  data: Uint8Array;
  height: number;
  width: number;
  channels: 3;
  /** Size of the file's image, upright, before it was resized. */
  original: { height: number; width: number };
}

/** The pixels of a defect. */
export interface Mask {
  /** `[height, width]`, row-major, 1 where anomalous, else 0. */
  data: Uint8Array;
  height: number;
  width: number;
}
