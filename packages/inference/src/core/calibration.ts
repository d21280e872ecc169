/**
 * How the numbers of one defect type, or of any defect, are read: stored with the detector, from
 * validation images, never from test images.
 */
export interface TypeCalibration {
  /** An image whose score is at least this is anomalous; `null` if no validation image could set it. */
  threshold: number | null;
  /**
   * Raw scores at the ends of the scale for people: a typical normal image, and a clear defect. The
   * threshold lies between them.
   */
  scoreRange: [low: number, high: number];
  /** Raw map values at the ends of the colour scale. The map threshold lies between them. */
  mapRange: [low: number, high: number];
  /** A pixel of at least this belongs to a region; the middle of the colour scale. */
  mapThreshold: number;
}

/**
 * What a map's values mean. `"absolute"`: the same value means the same on every image, as with
 * distances. `"relative"`: values show where in an image, not how much, as with gradient maps, which
 * are stretched image by image.
 */
export type MapKind = "absolute" | "relative";
