import type { FitEvent } from "../src/index.ts";

type Kind = FitEvent["kind"];

/** Runs to the end and sorts the events by kind. */
export async function collect(run: AsyncIterable<FitEvent>) {
  const events: { [K in Kind]: Extract<FitEvent, { kind: K }>[] } & { order: Kind[] } = {
    step: [],
    epoch: [],
    checkpoint: [],
    end: [],
    order: [],
  };
  for await (const event of run) {
    events.order.push(event.kind);
    (events[event.kind] as FitEvent[]).push(event);
  }
  return { ...events, losses: events.step.map(({ loss }) => loss), end: events.end[0] };
}
