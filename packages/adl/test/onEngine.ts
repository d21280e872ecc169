import "@tensorflow/tfjs-backend-cpu";
import "@flawlens/tfjs-backend-ort";
import { setBackend } from "@tensorflow/tfjs-core";
import { beforeAll } from "vitest";

/** The engines that what is written on tensors is tested on. */
export const engines = ["cpu", "ort"] as const;

/** Computes the tests of this block on an engine. */
export function onEngine(name: (typeof engines)[number]): void {
  beforeAll(async () => {
    await setBackend(name);
  });
}
