/** How large a DeSTSeg is, and what its teacher's features are like. */
export interface DestsegShape {
  /** Channels of each of the teacher's three layers, finest first. */
  channels: readonly [number, number, number];
  /** Whether features can be negative: a decoder that ends in a ReLU could not give them. */
  signed: boolean;
  /** Channels inside the segmentation: 256 as released. */
  segmentationWidth: number;
  /** Blocks of each stage of the decoder and of the segmentation: 2 as released. */
  blocks: number;
}

/** Pixels between the numbers of each dilated convolution of the segmentation. */
export const dilations: readonly number[] = [6, 12, 18];
