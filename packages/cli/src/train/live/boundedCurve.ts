import type { LivePoint } from "@flawlens/inspector";

/** A curve of bounded length. */
export interface BoundedCurve {
  add(step: number, value: number): void;
  /** Means of readings that follow each other, at the step of the last of them. */
  points(): LivePoint[];
  /** The most readings that a point is the mean of. */
  each(): number;
}

/**
 * A curve that never has more than `most` points: when it would, each two that follow each other become their mean, and
 * from then on twice as many readings make a point. Time O(1) a reading in the mean.
 *
 * @param most - An even number of at least 2.
 */
export function boundedCurve(most = 400): BoundedCurve {
  let each = 1;
  /** Whole points. */
  let whole: LivePoint[] = [];
  /** Readings of the point that is not whole yet. */
  let open = { step: 0, sum: 0, count: 0 };
  const opened = (): LivePoint[] => (open.count > 0 ? [[open.step, open.sum / open.count]] : []);
  return {
    add(step, value) {
      open = { step, sum: open.sum + value, count: open.count + 1 };
      if (open.count < each) return;
      whole.push(...opened());
      open = { step: 0, sum: 0, count: 0 };
      if (whole.length < most) return;
      whole = whole.flatMap(([step, value], i): LivePoint[] =>
        i % 2 === 1 ? [[step, (whole[i - 1][1] + value) / 2]] : [],
      );
      each *= 2;
    },
    points: () => [...whole, ...opened()],
    each: () => each,
  };
}
