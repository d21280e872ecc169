import { backend, getBackend } from "@tensorflow/tfjs-core";
import type { OrtBackend } from "../backend.ts";
import { BACKEND } from "../register.ts";

/**
 * Gives back what the engine keeps between runs: its compiled graphs, each of which holds the working memory of its
 * largest run, and memory kept for the next tensors. Tensors keep their values; graphs that are needed again are
 * compiled again (0.05 to 1 s by their size). For the end of a phase, such as a training, in a process that goes on.
 * With another backend than `ort` it does nothing.
 *
 * @example
 * await train(model);
 * await releaseMemory(); // evaluation has other graphs
 */
export async function releaseMemory(): Promise<void> {
  if (getBackend() === BACKEND) await (backend() as OrtBackend).releaseMemory();
}
