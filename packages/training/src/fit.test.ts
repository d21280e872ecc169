import { existsSync } from "node:fs";
import * as nodeFs from "node:fs/promises";
import { join } from "node:path";
import type { Params } from "@flawlens/backbones";
import {
  backend,
  dispose,
  memory,
  mul,
  scalar,
  square,
  sub,
  sum,
  tensor,
} from "@tensorflow/tfjs-core";
import type { OrtBackend } from "@flawlens/tfjs-backend-ort";
import type { Scalar } from "@tensorflow/tfjs-core";
import { describe, expect, test, vi } from "vitest";
import { collect } from "../test/collect.ts";
import { engines, onEngine } from "../test/engines.ts";
import { readParams } from "../test/readParams.ts";
import { smallLoss, smallProblem, type SmallBatch } from "../test/smallProblem.ts";
import { temporaryFolder } from "../test/temporaryFolder.ts";
import { adam } from "./optimizers/adam.ts";
import type { Batch } from "./batch.ts";
import { fit } from "./fit.ts";
import type { FitEvent, StepEvent } from "./fitEvent.ts";
import { loadCheckpoint } from "./loadCheckpoint.ts";
import { NonFiniteLossError } from "./nonFiniteLossError.ts";

describe.each(engines)("fit on %s", (engine) => {
  onEngine(engine);

  test("learns", async () => {
    const { losses, end } = await collect(fit({ ...smallProblem(), steps: 150 }));
    const meanOf = (part: number[]) => part.reduce((sum, loss) => sum + loss, 0) / part.length;
    expect(meanOf(losses.slice(-10))).toBeLessThan(0.25 * meanOf(losses.slice(0, 10)));
    dispose(end.params);
  });

  test("gives the same numbers for the same seed, however many batches are made in advance and losses read at once", async () => {
    const variants = [
      {},
      { prefetch: 0 },
      { prefetch: 3 },
      { readEvery: 4 },
      { prefetch: 2, readEvery: 7 },
    ];
    const runs = [];
    for (const options of variants) {
      const { losses, epoch, end } = await collect(
        fit({ ...smallProblem(), ...options, steps: 25 }),
      );
      const means = epoch.map((e) => e.meanLoss);
      runs.push({ losses, means, params: await readParams(end.params) });
    }
    expect(runs[0].losses).toHaveLength(25);
    for (const run of runs) expect(run).toEqual(runs[0]);
  });

  test("stopped anywhere and resumed, gives bit for bit what it gives without a stop", async () => {
    const file = join(temporaryFolder(), "checkpoint.safetensors");
    const whole = smallProblem();
    const straight = await collect(fit({ ...whole, steps: 30 }));

    const losses: number[] = [];
    const means: number[] = [];
    for (const stopAt of [7, 8, 19, 30]) {
      const problem = smallProblem(99); // everything comes from the file
      const resume = existsSync(file)
        ? await loadCheckpoint(file, { params: problem.params })
        : undefined;
      const options = resume ? { ...problem, resume } : smallProblem();
      const part = await collect(
        fit({ ...options, steps: stopAt, prefetch: 2, checkpoint: { file, everySteps: 3 } }),
      );
      losses.push(...part.losses);
      means.push(...part.epoch.map((e) => e.meanLoss));
      if (stopAt < 30) continue;
      expect(await readParams(part.end.params)).toEqual(await readParams(straight.end.params));
      expect(await readParams(options.optimizer.tensors())).toEqual(
        await readParams(whole.optimizer.tensors()),
      );
    }
    expect(losses).toEqual(straight.losses);
    expect(means).toEqual(straight.epoch.map((e) => e.meanLoss));
    const { data, optimizer } = await loadCheckpoint(file);
    expect(data).toEqual(whole.data.state());
    expect(optimizer.state).toEqual({ updates: 30 });
  });

  test("keeps the number of tensors level from step to step, and ends with the parameters alone", async () => {
    const problem = smallProblem();
    const file = join(temporaryFolder(), "checkpoint.safetensors");
    const before = memory().numTensors;
    const levels: number[] = [];
    const run = fit({ ...problem, steps: 12, checkpoint: { file, everySteps: 5 } });
    let trained: Params = {};
    for await (const event of run) {
      if (event.kind === "step") levels.push(memory().numTensors);
      if (event.kind === "end") trained = event.params;
    }
    expect(new Set(levels).size).toBe(1);
    problem.optimizer.dispose();
    expect(memory().numTensors).toBe(before + Object.keys(problem.params).length);
    dispose(trained);
    expect(memory().numTensors).toBe(before);
    for (const param of Object.values(problem.params)) expect(param.isDisposed).toBe(false);
  });
});

describe("fit on ort", () => {
  onEngine("ort");

  test("compiles one graph for a whole run, epochs and checkpoints included", async () => {
    const compiled = () => (backend() as unknown as OrtBackend).statistics().compilations;
    const file = join(temporaryFolder(), "checkpoint.safetensors");
    // another batch size than anywhere else: no graph of it can be there yet
    const run = fit({ ...smallProblem(7, 6), steps: 60, checkpoint: { file, everySteps: 7 } });
    const counts: number[] = [compiled()];
    for await (const event of run) if (event.kind === "step") counts.push(compiled() - counts[0]);
    expect(new Set(counts.slice(1))).toEqual(new Set([1]));
  });
});

describe("fit", () => {
  onEngine("cpu");

  test("tells steps, epochs, checkpoints and the end, in this order", async () => {
    const file = join(temporaryFolder(), "run", "checkpoint.safetensors");
    const { order, step, epoch, checkpoint, end } = await collect(
      fit({ ...smallProblem(), epochs: 2, checkpoint: { file } }),
    );
    const steps = [epoch[0].step, epoch[1].step - epoch[0].step];
    const oneEpoch = (count: number) => [...Array(count).fill("step"), "epoch", "checkpoint"];
    expect(order).toEqual([...steps.flatMap(oneEpoch), "end"]);
    expect(step.map((e) => e.step)).toEqual(step.map((_, i) => i + 1));
    expect(step.map((e) => e.epoch)).toEqual(step.map((_, i) => (i < steps[0] ? 1 : 2)));
    const first = step.slice(0, steps[0]);
    expect(epoch[0].meanLoss).toBeCloseTo(
      first.reduce((sum, { loss }) => sum + loss, 0) / first.length,
      12,
    );
    expect(checkpoint.map((e) => e.step)).toEqual(epoch.map((e) => e.step));
    expect(end).toMatchObject({ reason: "done", epoch: 2, step: step.length, checkpoint: file });
  });

  test("measures throughput by the clock it is given, the caller's own time left out", async () => {
    let clock = 0;
    const run = fit({
      ...smallProblem(),
      nextBatch: () => {
        clock += 100; // ms a batch
        return { ids: ["a", "b"], inputs: new Float32Array(8), targets: new Float32Array(2) };
      },
      data: undefined,
      prefetch: 0,
      steps: 4,
      now: () => clock,
    });
    const told: StepEvent[] = [];
    for await (const event of run) {
      clock += 5000; // an evaluation
      if (event.kind === "step") told.push(event);
    }
    expect(told).toHaveLength(4);
    for (const step of told)
      expect(step).toMatchObject({ samples: 2, seconds: 0.1, samplesPerSecond: 20 });
  });

  test("makes the next batch while a step runs, at most prefetch of them", async () => {
    const begun: number[] = [];
    let steps = 0;
    const problem = smallProblem();
    const run = fit({
      ...problem,
      nextBatch: () => {
        begun.push(steps);
        return problem.nextBatch();
      },
      lossOf: (params, batch) => {
        steps++;
        return smallLoss(params, batch);
      },
      prefetch: 2,
      steps: 6,
    });
    await collect(run);
    // batch i is begun before step i - 2 is computed, and never earlier; none beyond the last
    expect(begun).toEqual([0, 0, 0, 1, 2, 3]);
  });

  test("ends between two steps when the signal is aborted, with a checkpoint to resume from", async () => {
    const file = join(temporaryFolder(), "checkpoint.safetensors");
    const straight = await collect(fit({ ...smallProblem(), steps: 20 }));
    const controller = new AbortController();
    const events: FitEvent[] = [];
    const options = { steps: 20, signal: controller.signal, checkpoint: { file } };
    for await (const event of fit({ ...smallProblem(), ...options, readEvery: 3 })) {
      events.push(event);
      if (event.kind === "step" && event.step === 6) controller.abort();
    }
    expect(events.at(-2)).toMatchObject({ kind: "checkpoint", file });
    expect(events.at(-1)).toMatchObject({ kind: "end", reason: "interrupted", checkpoint: file });
    const losses = events.flatMap((event) => (event.kind === "step" ? [event.loss] : []));
    expect(losses.length).toBeLessThan(10);

    const problem = smallProblem(5);
    const resume = await loadCheckpoint(file, problem);
    expect(resume.step).toBe(losses.length);
    const rest = await collect(fit({ ...problem, resume, steps: 20 }));
    expect([...losses, ...rest.losses]).toEqual(straight.losses);
    expect(await readParams(rest.end.params)).toEqual(await readParams(straight.end.params));
  });

  test("aborted before it begins, takes no step and still leaves a checkpoint", async () => {
    const file = join(temporaryFolder(), "checkpoint.safetensors");
    const run = fit({
      ...smallProblem(),
      steps: 5,
      signal: AbortSignal.abort(),
      checkpoint: { file },
    });
    const { order, end } = await collect(run);
    expect(order).toEqual(["checkpoint", "end"]);
    expect(end).toMatchObject({ reason: "interrupted", step: 0 });
    expect((await loadCheckpoint(file)).step).toBe(0);
  });

  test("resumed after its last step, has nothing to do", async () => {
    const file = join(temporaryFolder(), "checkpoint.safetensors");
    await collect(fit({ ...smallProblem(), steps: 4, checkpoint: { file } }));
    const resume = await loadCheckpoint(file);
    const { order, end } = await collect(
      fit({ ...smallProblem(), resume, steps: 4, checkpoint: { file } }),
    );
    expect(order).toEqual(["end"]);
    expect(end).toMatchObject({ reason: "done", step: 4 });
  });

  describe("at a loss that is not finite", () => {
    /** The small problem with a batch of infinite targets at this step. */
    const poisoned = (step: number) => {
      const problem = smallProblem();
      let made = 0;
      const nextBatch = async (): Promise<SmallBatch & { endsEpoch: boolean }> => {
        const batch = await problem.nextBatch();
        return ++made === step ? { ...batch, targets: batch.targets.map(() => Infinity) } : batch;
      };
      return { ...problem, nextBatch };
    };

    test.each([1, 4])(
      "stops with the step, its samples and the last good checkpoint, reading every %i",
      async (readEvery) => {
        const file = join(temporaryFolder(), "checkpoint.safetensors");
        const told: number[] = [];
        const error = await (async () => {
          const run = fit({
            ...poisoned(8),
            steps: 20,
            readEvery,
            checkpoint: { file, everySteps: 3, everyEpoch: false },
          });
          for await (const event of run) if (event.kind === "step") told.push(event.step);
          return null;
        })().catch((caught: unknown) => caught);
        expect(error).toBeInstanceOf(NonFiniteLossError);
        expect(error).toMatchObject({
          step: 8,
          what: "loss",
          value: Infinity,
          sampleIds: expect.arrayContaining([expect.stringMatching(/^sample-\d+$/)]),
          checkpoint: { file, step: 6 },
        });
        expect(told).toEqual(told.map((_, i) => i + 1));
        expect(told.length).toBeLessThan(8); // steps read together with a bad one are not told
        const { step, params } = await loadCheckpoint(file);
        expect(step).toBe(6);
        for (const { data } of Object.values(params))
          expect(data.every(Number.isFinite)).toBe(true);
      },
    );

    test("frees everything", async () => {
      const problem = poisoned(3);
      const before = memory().numTensors;
      await expect(collect(fit({ ...problem, steps: 20 }))).rejects.toThrow(NonFiniteLossError);
      problem.optimizer.dispose();
      expect(memory().numTensors).toBe(before);
    });

    test("does not save parameters that a bad gradient made infinite behind a finite loss", async () => {
      const file = join(temporaryFolder(), "checkpoint.safetensors");
      const run = fit<Batch>({
        params: { w: tensor([1e-30, 1]) },
        lossOf: ({ w }) => sum(mul(square(w), 1e-3)) as Scalar,
        optimizer: adam({ learningRate: (update) => (update === 3 ? 3e38 * 10 : 1e-3) }),
        nextBatch: () => ({ ids: ["x"] }),
        steps: 10,
        checkpoint: { file, everySteps: 1 },
      });
      await expect(collect(run)).rejects.toMatchObject({
        name: "NonFiniteLossError",
        step: 3,
        what: "w",
        checkpoint: { file, step: 2 },
      });
      expect((await loadCheckpoint(file)).step).toBe(2);
    });
  });

  test("on a disk that fills up passes the error on, frees everything, and what was saved can be resumed", async () => {
    const file = join(temporaryFolder(), "checkpoint.safetensors");
    const problem = smallProblem();
    const before = memory().numTensors;
    let opened = 0;
    const open: typeof nodeFs.open = (path, flags) =>
      flags === "w" && ++opened === 3
        ? Promise.reject(Object.assign(new Error("ENOSPC: no space left"), { code: "ENOSPC" }))
        : nodeFs.open(path, flags);
    const checkpoint = { file, everySteps: 2, everyEpoch: false, fs: { ...nodeFs, open } };
    await expect(collect(fit({ ...problem, steps: 20, checkpoint }))).rejects.toThrow(
      `at ${file}, got ENOSPC with`,
    );
    problem.optimizer.dispose();
    expect(memory().numTensors).toBe(before);
    expect((await loadCheckpoint(file)).step).toBe(4);
  });

  test("frees what it holds when the loop around it is left", async () => {
    const problem = smallProblem();
    const before = memory().numTensors;
    for await (const event of fit({ ...problem, steps: 20, readEvery: 2 }))
      if (event.kind === "step" && event.step === 5) break;
    problem.optimizer.dispose();
    expect(memory().numTensors).toBe(before);
  });

  test("disposes of the tensors in batches, those made in advance and never used included", async () => {
    const params: Params = { w: tensor([1]) };
    const optimizer = adam({ learningRate: 0.1 });
    const before = memory().numTensors;
    const run = fit({
      params,
      optimizer,
      nextBatch: async () => ({ ids: ["x"], target: scalar(3) }),
      lossOf: ({ w }, { target }) => sum(square(sub(w, target))) as Scalar,
      prefetch: 3,
      steps: 50,
    });
    for await (const event of run) if (event.kind === "step" && event.step === 4) break;
    optimizer.dispose();
    expect(memory().numTensors).toBe(before);
  });

  test("passes a failing batch on, after the steps before it, and frees everything", async () => {
    const problem = smallProblem();
    const before = memory().numTensors;
    let made = 0;
    const told: number[] = [];
    const run = fit({
      ...problem,
      nextBatch: () => {
        if (++made === 4) throw new Error("cannot read tile.png");
        return problem.nextBatch();
      },
      prefetch: 3,
      steps: 20,
    });
    await expect(async () => {
      for await (const event of run) if (event.kind === "step") told.push(event.step);
    }).rejects.toThrow("cannot read tile.png");
    expect(told).toEqual([1, 2, 3]);
    problem.optimizer.dispose();
    expect(memory().numTensors).toBe(before);
  });

  test("trains by turns what a function of the batch names, and leaves the rest as it is", async () => {
    const { nextBatch, trainable: _, ...problem } = smallProblem();
    const all = [await readParams(problem.params)];
    const turns = [["head.weight"], ["hidden.weight", "hidden.bias"], ["head.weight"]];
    let [made, read] = [0, 0];
    const run = fit<SmallBatch & { turn: number }>({
      ...problem,
      nextBatch: async () => ({ ...(await nextBatch()), turn: made++, endsEpoch: true }),
      trainable: ({ turn }) => turns[turn],
      steps: turns.length,
    });
    for await (const event of run) {
      if (event.kind !== "epoch") continue;
      all.push(await readParams(event.params));
      const [before, after] = all.slice(-2);
      const changed = Object.keys(after).filter((name) => `${after[name]}` !== `${before[name]}`);
      expect(changed.toSorted()).toEqual(["hidden.running_mean", ...turns[read++]].toSorted());
    }
    expect(read).toBe(3);
  });

  test("refuses a turn that names no parameter", async () => {
    const { data: _, ...problem } = smallProblem();
    const run = fit({ ...problem, trainable: () => ["heat.weight"], steps: 1 });
    await expect(collect(run)).rejects.toThrow(
      "fit: expected names of params as trainable, got heat.weight",
    );
  });

  test("lets timers and signals in between steps", async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    await collect(fit({ ...smallProblem(), steps: 100 }));
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(3);
  });

  test("refuses options that cannot work before it makes a batch", async () => {
    const nextBatch = vi.fn<() => SmallBatch>();
    await expect(collect(fit({ ...smallProblem(), steps: 0, nextBatch }))).rejects.toThrow(
      "fit: expected a positive integer as steps, got 0",
    );
    expect(nextBatch).not.toHaveBeenCalled();
  });

  test("refuses a checkpoint of another model by the names that differ", async () => {
    const file = join(temporaryFolder(), "checkpoint.safetensors");
    await collect(fit({ ...smallProblem(), steps: 1, checkpoint: { file } }));
    const resume = await loadCheckpoint(file);
    const other = { ...smallProblem(), steps: 2, resume };
    const { "hidden.bias": bias, ...rest } = other.params;
    const params = { ...rest, "hidden.bais": bias };
    await expect(collect(fit({ ...other, params, trainable: [] }))).rejects.toThrow(
      /missing: hidden\.bais \[6\]\n.*not in the model: hidden\.bias \[6\]/,
    );
  });
});
