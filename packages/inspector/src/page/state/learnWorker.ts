import type { LearnCalls } from "../worker/learnCalls.ts";
import { callWorker } from "./callWorker.ts";

/** The worker that trains a head. It has TensorFlow.js, and is loaded when somebody lets a detector learn. */
export const learnWorker = callWorker<LearnCalls>(
  () => new Worker(new URL("../worker/learn.ts", import.meta.url), { type: "module" }),
  "learner",
);
