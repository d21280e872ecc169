/**
 * Trains the small problem to step `process.argv[3]`, resuming where it can, and prints
 * each event's kind and step: a process for tests to interrupt and to kill.
 */
import { existsSync } from "node:fs";
import "@tensorflow/tfjs-backend-cpu";
// @ts-expect-error -- no types of its own: it is imported for what it registers
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import { setBackend } from "@tensorflow/tfjs-core";
import { fit } from "../src/fit.ts";
import { interruptSignal } from "../src/interruptSignal.ts";
import { loadCheckpoint } from "../src/loadCheckpoint.ts";
import { smallProblem } from "./smallProblem.ts";

const [file, steps] = process.argv.slice(2);
await setBackend("cpu");
const problem = smallProblem();
const saved = [file, `${file}.partial`, `${file}.previous`].some((path) => existsSync(path));
const resume = saved ? await loadCheckpoint(file, problem) : undefined;
const { signal, release } = interruptSignal();
const checkpoint = { file, everySteps: 1 };
for await (const event of fit({ ...problem, resume, steps: Number(steps), signal, checkpoint }))
  console.log(event.kind, event.step, event.kind === "end" ? event.reason : "");
release();
