import type { Kernel } from "../recording/kernel.ts";

/** Softmax over one axis, and its logarithm. */
export const softmaxes: Kernel[] = [
  {
    name: "Softmax",
    infer: ({ logits }) => logits,
    lower: (g, { logits }, { dim }: { dim: number }, [output]) =>
      g.result(output, g.op("Softmax", [g.plain(logits)], { axis: dim })),
  },
  {
    name: "LogSoftmax",
    infer: ({ logits }) => logits,
    lower: (g, { logits }, { axis }: { axis: number }, [output]) =>
      g.result(output, g.op("LogSoftmax", [g.plain(logits)], { axis })),
  },
];
