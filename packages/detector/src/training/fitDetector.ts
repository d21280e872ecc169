import type { Params } from "@flawlens/backbones";
import type { EndEvent, FitEvent } from "@flawlens/training";
import type { Detector } from "../detector.ts";

/**
 * Passes the events of `fit` on and keeps a detector's parameters up with them: while an `epoch` event is
 * looked at they are those of that moment; with the `end` event they are the trained ones, and what they
 * replaced is disposed. A run that fails, or is left, leaves the detector as it was.
 *
 * @param detector - Its `params` are replaced.
 * @param events - The events of `fit`.
 * @param options - `own`: of the parameters that training changes those that belong to the detector; default
 *   all.
 *
 * @example
 * yield* fitDetector(detector, fit({ params: detector.params, ...options }));
 */
export async function* fitDetector(
  detector: Pick<Detector, "params">,
  events: AsyncIterable<FitEvent>,
  { own = (params) => params }: { own?: (params: Params) => Params } = {},
): AsyncGenerator<FitEvent, void> {
  const before = detector.params;
  for await (const event of events) {
    if (event.kind === "end") {
      yield handOver(detector, before, own(event.params), event);
      return;
    }
    if (event.kind !== "epoch") {
      yield event;
      continue;
    }
    try {
      detector.params = { ...before, ...own(event.params) };
      yield event;
    } finally {
      detector.params = before;
    }
  }
}

function handOver(
  detector: Pick<Detector, "params">,
  before: Params,
  trained: Params,
  event: EndEvent,
): EndEvent {
  detector.params = { ...before, ...trained };
  const kept = new Set(Object.values(detector.params));
  for (const tensor of Object.values(before)) if (!kept.has(tensor)) tensor.dispose();
  return { ...event, params: detector.params };
}
