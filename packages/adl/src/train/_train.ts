import { fitDetector } from "@flawlens/detector";
import { fit } from "@flawlens/training";
import type { FitEvent, Resumable } from "@flawlens/training";
import { dispose } from "@tensorflow/tfjs-core";
import type { Adl } from "../model/adl.ts";
import type { AdlBatch } from "./_adlBatch.ts";
import { lossOf } from "./_lossOf.ts";
import { emptyRecord, partsOf, readRecord } from "./_weightSums.ts";
import type { AdlFitEvent } from "./fitAdlEvent.ts";
import type { FitAdlOptions } from "./fitAdlOptions.ts";
import { trainableNames, trainedParams } from "./trainedParams.ts";
import type { WeightRecord } from "./weightRecord.ts";

/** Hands batches to `fit`, the parameters back to the model, and the record of weights to the last event. */
export async function* train(
  model: Adl,
  { nominal, optimizer, checkpoint, signal, readEvery, prefetch, resume }: FitAdlOptions,
  run: { nextBatch: () => Promise<AdlBatch>; data: Resumable; steps: number },
): AsyncGenerator<AdlFitEvent, void> {
  const before = model.params;
  const ids = nominal.samples.map(({ id }) => id);
  const sums = emptyRecord(ids.length);
  let record: WeightRecord | undefined;
  const keepRecord = async ({ params }: { params: AdlParams }) => {
    const { sums } = partsOf(params);
    record = await readRecord(sums, ids);
    dispose(sums);
  };
  const events = fit<AdlBatch>({
    ...run,
    optimizer,
    checkpoint,
    signal,
    readEvery,
    prefetch,
    resume,
    params: { ...trainedParams(model), ...sums },
    trainable: trainableNames(model),
    lossOf: (params, batch) => lossOf(model, { ...before, ...params }, batch),
  });
  const own = (params: AdlParams) => partsOf(params).own;
  try {
    for await (const event of fitDetector(model, withLast(events, keepRecord), { own }))
      if (event.kind === "end") yield { ...event, record: record as WeightRecord };
      else yield event;
  } finally {
    dispose(sums);
  }
}

type AdlParams = Adl["params"];

/** The same events; `before` is called with the last one before it is passed on. */
async function* withLast(
  events: AsyncIterable<FitEvent>,
  before: (event: Extract<FitEvent, { kind: "end" }>) => Promise<void>,
): AsyncGenerator<FitEvent, void> {
  for await (const event of events) {
    if (event.kind === "end") await before(event);
    yield event;
  }
}
