import "../../test/cpu.ts";
import type { Params } from "@flawlens/backbones";
import type { FitEvent } from "@flawlens/training";
import { memory, scalar } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { fitDetector } from "./fitDetector.ts";

const params = (a: number, b: number): Params => ({ a: scalar(a), b: scalar(b) });
const values = (of: Params) => Object.fromEntries(Object.entries(of).map(([name, tensor]) => [name, tensor.dataSync()[0]])); // prettier-ignore
const epoch = (params: Params): FitEvent => ({ kind: "epoch", epoch: 1, step: 1, meanLoss: 1, params }); // prettier-ignore
const step: FitEvent = { kind: "step", step: 1, epoch: 1, loss: 1, samples: 1, seconds: 1, samplesPerSecond: 1 }; // prettier-ignore
const end = (params: Params): FitEvent => ({ kind: "end", reason: "done", step: 1, epoch: 1, params, checkpoint: null }); // prettier-ignore

async function* events(list: readonly FitEvent[], failure?: Error): AsyncGenerator<FitEvent> {
  yield* list;
  if (failure) throw failure;
}

describe("fitDetector", () => {
  test("shows the parameters of an epoch while it is looked at, and hands over the trained ones", async () => {
    const detector = { params: params(1, 2) };
    const before = detector.params;
    const seen: unknown[] = [];
    const list = [step, epoch(params(3, 4)), step, end(params(5, 6))];
    for await (const event of fitDetector(detector, events(list)))
      seen.push([event.kind, values(detector.params)]);
    expect(seen).toEqual([
      ["step", { a: 1, b: 2 }],
      ["epoch", { a: 3, b: 4 }],
      ["step", { a: 1, b: 2 }],
      ["end", { a: 5, b: 6 }],
    ]);
    expect(Object.values(before).map(({ isDisposed }) => isDisposed)).toEqual([true, true]);
  });

  test("keeps what training does not change, the same tensor included, and passes on the whole", async () => {
    const detector = { params: params(1, 2) };
    const { a, b } = detector.params;
    const tensors = memory().numTensors;
    const trained = { a: scalar(9) };
    let last: FitEvent | undefined;
    for await (const event of fitDetector(detector, events([end(trained)]))) last = event;
    expect(values(detector.params)).toEqual({ a: 9, b: 2 });
    expect(detector.params.b).toBe(b);
    expect([a.isDisposed, b.isDisposed]).toEqual([true, false]);
    expect(last).toMatchObject({ kind: "end", params: detector.params });
    expect(memory().numTensors).toBe(tensors);
  });

  test("takes those parameters alone that are the detector's own", async () => {
    const detector = { params: params(1, 2) };
    const more = { ...params(5, 6), center: scalar(7) };
    const own = ({ a, b }: Params) => ({ a, b });
    for await (const { kind } of fitDetector(detector, events([epoch(more), end(more)]), { own }))
      expect([kind, values(detector.params)]).toEqual([kind, { a: 5, b: 6 }]);
    expect(more.center.isDisposed).toBe(false);
  });

  test("a run that is left leaves the detector as it was", async () => {
    const detector = { params: params(1, 2) };
    const before = detector.params;
    for await (const _ of fitDetector(detector, events([epoch(params(3, 4))]))) break;
    expect(detector.params).toBe(before);
    expect(values(detector.params)).toEqual({ a: 1, b: 2 });
  });

  test("a run that fails leaves the detector as it was", async () => {
    const detector = { params: params(1, 2) };
    const before = detector.params;
    const run = async () => {
      const failing = events([epoch(params(3, 4))], new Error("step 2"));
      for await (const _ of fitDetector(detector, failing));
    };
    await expect(run()).rejects.toThrow("step 2");
    expect(detector.params).toBe(before);
    expect(values(detector.params)).toEqual({ a: 1, b: 2 });
  });
});
