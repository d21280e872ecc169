import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { MethodEvent } from "@flawlens/detector";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/temporaryFolder.ts";
import { liveServer } from "./liveServer.ts";
import type { LiveEvent } from "./liveServer.ts";

/** The newest state of each part of the page after these events. */
async function shownAfter(events: readonly LiveEvent[]): Promise<Record<string, unknown>> {
  const out = await temporaryFolder();
  await writeFile(join(out, "index.html"), "");
  const { url, push, close } = await liveServer({ port: 0, out, page: out });
  const stream = (await fetch(`${url}events`)).text();
  events.forEach(push);
  await close();
  const parts = [...(await stream).matchAll(/event: (\w+)\ndata: (.*)\n/g)];
  return Object.fromEntries(parts.map(([, name, json]) => [name, JSON.parse(json)]));
}

const trained = (event: object, readings: [step: number, loss: number][] = []): LiveEvent => ({
  kind: "training",
  event: event as MethodEvent,
  readings: readings.map(([step, loss]) => ({ step, loss, seconds: step })),
});

test("the losses are those before the training went on, and each step's after it", async () => {
  const { loss } = await shownAfter([
    trained({ kind: "start", steps: 9 }, [[1, 9]]),
    trained({ kind: "resumed", step: 2 }, [[1, 0.75], [2, 0.5]]), // prettier-ignore
    trained({ kind: "step", step: 3, loss: 0.25 }),
  ]);
  expect(loss).toEqual({
    points: [[1, 0.75], [2, 0.5], [3, 0.25]], // prettier-ignore
    note: "Every reading.",
  });
});

test("many losses are shown as means, and the note says of how many", async () => {
  const steps = Array.from({ length: 5000 }, (_, i) => trained({ kind: "step", step: i, loss: 2 }));
  const { loss } = (await shownAfter([trained({ kind: "start", steps: 5000 }), ...steps])) as {
    loss: { points: number[][]; note: string };
  };
  const [, each] = /^Each point is the mean of (\d+) readings\.$/.exec(loss.note) ?? [];
  expect(loss.points.length).toBeGreaterThan(0);
  expect(loss.points.length).toBeLessThanOrEqual(5000 / Number(each) + 1);
  expect(loss.points.every(([, value]) => value === 2)).toBe(true);
});

test("a method without steps is said to have no losses", async () => {
  const { loss } = await shownAfter([trained({ kind: "start", steps: null })]);
  expect(loss).toEqual({
    points: [],
    note: "This method trains without steps: it has no losses.",
  });
});

test("the last 200 lines that the command said are kept", async () => {
  const lines = Array.from({ length: 250 }, (_, i): LiveEvent => ({ kind: "said", text: `${i}`, as: "note" })); // prettier-ignore
  const { said } = (await shownAfter(lines)) as { said: { text: string; kind: string }[] };
  expect([said.length, said[0], said[199]]).toEqual([
    200,
    { text: "50", kind: "note" },
    { text: "249", kind: "note" },
  ]);
});
