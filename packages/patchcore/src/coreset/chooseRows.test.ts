import { describe, expect, test } from "vitest";
import { rowsOf } from "../../test/vectors.ts";
import type { FittingEvent } from "../fittingEvent.ts";
import { chooseRows } from "./chooseRows.ts";

const rows = rowsOf(Array.from({ length: 40 }, (_, i) => [i]));

async function run(chosen: readonly number[], signal?: AbortSignal) {
  const events: FittingEvent[] = [];
  const coreset = { name: "own", choose: () => chosen };
  const options = { coreset, count: 20, random: () => 0, signal, caller: "fit" };
  const choosing = chooseRows(rows, options);
  let step = await choosing.next();
  for (; !step.done; step = await choosing.next()) events.push(step.value);
  return { events, chosen: step.value };
}

describe("chooseRows", () => {
  test("tells every 16 rows and the last", async () => {
    const wanted = [...Array(20).keys()];
    const { events, chosen } = await run(wanted);
    expect(chosen).toEqual(wanted);
    expect(events).toEqual([
      { kind: "phase", name: "coreset", done: 16, total: 20 },
      { kind: "phase", name: "coreset", done: 20, total: 20 },
    ]);
  });

  test("ends at the next event when the signal comes", async () => {
    expect(await run([...Array(20).keys()], AbortSignal.abort())).toMatchObject({ chosen: null });
  });

  test.each([
    { chosen: [40], message: 'fit: expected rows from 0 to 39 of the coreset "own", got 40' },
    { chosen: [], message: 'fit: expected 20 rows of the coreset "own", got none' },
  ])("refuses a coreset that chooses $chosen", async ({ chosen, message }) => {
    await expect(run(chosen)).rejects.toThrow(new RangeError(message));
  });
});
