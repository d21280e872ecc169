import type { Tensor4D } from "@tensorflow/tfjs-core";

/** How the layers of a frozen network become one vector for each cell of a grid: a value, without parameters. */
export interface FeatureJoin {
  /**
   * Numbers in the vector of a cell, for layers of so many channels.
   *
   * @throws {RangeError} If layers of so many channels cannot be joined this way.
   */
  size(channels: readonly number[]): number;
  /** Cells of the grid, for layers of such grids, finest first. */
  grid(layers: readonly { height: number; width: number }[]): { height: number; width: number };
  /**
   * A pure function, never reading a value.
   *
   * @param features - One `[N, h, w, C]` a layer, finest first.
   * @returns `[N, height, width, size]`.
   */
  join(features: readonly Tensor4D[]): Tensor4D;
}
