import { cells, windows } from "./_padding.ts";
import type { AxisWindow } from "./_padding.ts";
import { layerNames } from "./layerNames.ts";
import type { LayerOps, Network, PoolOptions } from "./network.ts";

/** The part of the input that the cells of a layer depend on, along one axis, in pixels. */
export interface ReceptiveAxis {
  /** Number of cells. */
  cells: number;
  /** Pixels between the centres of neighbouring cells. */
  stride: number;
  /** Number of pixels that one cell depends on, those beyond the border included. */
  size: number;
  /** Centre of the first cell; 0 is the centre of the first pixel. */
  offset: number;
}

export interface ReceptiveField {
  channels: number;
  y: ReceptiveAxis;
  x: ReceptiveAxis;
}

/**
 * Computes the channels, stride, receptive field and place of a layer's cells from the definition of
 * the network: each window widens the interval of pixels that a cell depends on, and where branches
 * meet, the interval is the smallest that contains all of theirs.
 *
 * @param input - Height and width of the images; `"same"` padding makes `offset` depend on them.
 *   Default the network's usual size.
 * @throws {RangeError} If the network has no such layer, or the images are too small for it.
 *
 * @example
 * receptiveField(inceptionResnetV2Network, "repeat").x; // => { cells: 35, stride: 8, size: 383, offset: 13 }
 */
export function receptiveField<Layer extends string>(
  network: Network<Layer>,
  layer: Layer,
  input: { height: number; width: number } = {
    height: network.preprocessing.size,
    width: network.preprocessing.size,
  },
): ReceptiveField {
  const pixel = (cells: number): Interval => ({ cells, stride: 1, begin: 0, end: 0 });
  const { channels: given = 3 } = network;
  const images: Place = { channels: given, y: pixel(input.height), x: pixel(input.width) };
  for (const [name, { channels, y, x }] of network.layers(placeOps, images)) {
    if (y.cells < 1 || x.cells < 1)
      throw new RangeError(
        `receptiveField: expected images of at least ${network.minSize} px for ${network.name}, got ${input.height} x ${input.width}`,
      );
    if (name === layer) return { channels, y: describe(y), x: describe(x) };
  }
  throw new RangeError(
    `receptiveField: expected a layer of ${network.name} (${layerNames(network).join(", ")}), got ${layer}`,
  );
}

/** The pixels `begin` to `end` that the first cell sees; each next cell, `stride` further. */
interface Interval {
  cells: number;
  stride: number;
  begin: number;
  end: number;
}

interface Place {
  channels: number;
  y: Interval;
  x: Interval;
}

function describe({ cells, stride, begin, end }: Interval): ReceptiveAxis {
  return { cells, stride, size: end - begin + 1, offset: (begin + end) / 2 };
}

const same = (place: Place) => place;

const placeOps: LayerOps<Place> = {
  conv: (place, _name, options) => ({ ...slide(place, options), channels: options.filters }),
  maxPool: slide,
  avgPool: slide,
  linear: (place, _name, units) => ({ ...place, channels: units }),
  relu: same,
  relu6: same,
  scale: same,
  add: (a, b) => ({ ...meet([a, b]), channels: a.channels }),
  concat: (places) => ({
    ...meet(places),
    channels: places.reduce((sum, { channels }) => sum + channels, 0),
  }),
  globalMean: ({ channels, y, x }) => ({ channels, y: whole(y), x: whole(x) }),
};

function slide({ channels, y, x }: Place, options: PoolOptions & { dilation?: number }): Place {
  const [vertical, horizontal] = windows(options, [y.cells, x.cells]);
  return { channels, y: slideAxis(y, vertical), x: slideAxis(x, horizontal) };
}

function slideAxis(axis: Interval, window: AxisWindow): Interval {
  const first = axis.stride * window.before;
  return {
    cells: cells(window, axis.cells),
    stride: axis.stride * window.stride,
    begin: axis.begin - first,
    end: axis.end - first + axis.stride * (window.kernel - 1),
  };
}

function meet(places: Place[]): { y: Interval; x: Interval } {
  const join = (intervals: Interval[]): Interval => ({
    ...intervals[0],
    begin: Math.min(...intervals.map(({ begin }) => begin)),
    end: Math.max(...intervals.map(({ end }) => end)),
  });
  return { y: join(places.map(({ y }) => y)), x: join(places.map(({ x }) => x)) };
}

function whole({ cells, stride, begin, end }: Interval): Interval {
  return { cells: 1, stride: stride * cells, begin, end: end + stride * (cells - 1) };
}
