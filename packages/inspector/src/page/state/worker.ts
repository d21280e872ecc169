import type { Calls } from "../worker/calls.ts";
import { callWorker } from "./callWorker.ts";

const scoring = callWorker<Calls>(
  () => new Worker(new URL("../worker/main.ts", import.meta.url), { type: "module" }),
  "worker",
);

/** Asks the worker that decodes and scores images, and describes regions. */
export const { ask } = scoring;
