import { setImmediate } from "node:timers/promises";
import type { Rows } from "@flawlens/detector";
import type { FittingEvent } from "../fittingEvent.ts";
import type { Coreset } from "./coreset.ts";

/** Rows chosen between two events. */
const eventEvery = 16;

/**
 * The rows that a coreset chooses, told as they come.
 *
 * @returns Their indices; `null` if the signal came.
 * @throws {RangeError} If the coreset chooses a row that is not there, or none.
 */
export async function* chooseRows(
  rows: Rows,
  {
    coreset,
    count,
    random,
    signal,
    caller,
  }: {
    coreset: Coreset;
    count: number;
    random: () => number;
    signal?: AbortSignal;
    caller: string;
  },
): AsyncGenerator<FittingEvent, number[] | null> {
  const chosen: number[] = [];
  for await (const index of coreset.choose(rows, { count, random })) {
    if (!Number.isInteger(index) || index < 0 || index >= rows.count)
      throw new RangeError(
        `${caller}: expected rows from 0 to ${rows.count - 1} of the coreset "${coreset.name}", got ${index}`,
      );
    chosen.push(index);
    if (chosen.length % eventEvery !== 0 && chosen.length < count) continue;
    yield { kind: "phase", name: "coreset", done: chosen.length, total: count };
    await setImmediate(); // lets a signal in
    if (signal?.aborted) return null;
  }
  if (chosen.length === 0)
    throw new RangeError(
      `${caller}: expected ${count} rows of the coreset "${coreset.name}", got none`,
    );
  return chosen;
}
