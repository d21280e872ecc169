import type { Box } from "@flawlens/metrics";

/** A connected part of a map at or above a threshold, in the map's pixels. */
export interface Region {
  box: Box;
  /** Pixels in the region. */
  area: number;
  /** The highest pixel: the first in reading order where several are equal. */
  peak: { x: number; y: number; value: number };
}

/** A region of an image that was found anomalous, in the original image's pixels. */
export interface FoundRegion extends Region {
  /** The defect type whose map it is; `null` where no single type accounts for the image. */
  type: string | null;
  /**
   * Whether the map stays below its threshold everywhere, so that this is only its strongest place: the
   * image's score is raised over a wide area.
   */
  weak: boolean;
}
