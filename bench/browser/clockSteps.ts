import { convHead, multiTypeLoss, smallConvNetEncoder } from "@flawlens/fcdd";
import { mul } from "@tensorflow/tfjs-core";
import { trainingStep, uniform } from "../_trainingStep.ts";

/** What is clocked: a backend, and how large its batch is. */
export interface Clocked {
  backend: string;
  batch: number;
  side: number;
  steps: number;
}

/** Milliseconds and loss of each step. */
export interface Clocking {
  ms: number[];
  losses: number[];
  note: string;
}

/** Clocks some steps. */
export async function clockSteps({ steps, ...size }: Omit<Clocked, "backend">): Promise<Clocking> {
  const step = quickstartStep(size);
  const ms: number[] = [];
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) {
    const start = performance.now();
    losses.push(await step());
    ms.push(performance.now() - start);
  }
  return { ms, losses, note: "" };
}

/** The step of the quickstart's network on the backend in use. */
function quickstartStep({ batch, side }: Pick<Clocked, "batch" | "side">) {
  const images = mul(uniform([batch, side, side, 3]), 255) as ReturnType<typeof uniform>;
  const options = {
    encoder: smallConvNetEncoder({ widths: [[16], [32, 32], [64, 64]] }),
    head: convHead({ widths: [64] }),
    loss: multiTypeLoss({ topFraction: 0.1 }),
    types: Array.from({ length: 5 }, (_, i) => `type ${i}`),
    inputSize: side,
  };
  return trainingStep(options, images, { cached: false });
}
