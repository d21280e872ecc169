import { expect, test } from "vitest";
import { NonFiniteLossError } from "./nonFiniteLossError.ts";

const sampleIds = ["tile-1", "tile-2"];

test.each([
  {
    details: { step: 12, what: "loss", value: NaN, sampleIds, checkpoint: null },
    message:
      "fit: expected a finite loss at step 12, got NaN; lower the learning rate, or look at the batch's samples: tile-1, tile-2",
  },
  {
    details: {
      step: 12,
      what: "head.weight",
      value: -Infinity,
      sampleIds: Array.from({ length: 32 }, (_, i) => `t${i}`),
      checkpoint: { file: "out/checkpoint.safetensors", step: 10 },
    },
    message:
      "fit: expected a finite parameter head.weight at step 12, got -Infinity; go back to out/checkpoint.safetensors (step 10) with a lower learning rate, " +
      "or look at the batch's samples: t0, t1, t2, t3, t4, t5, t6, t7 and 24 more",
  },
])("NonFiniteLossError says: $message", ({ details, message }) => {
  const error = new NonFiniteLossError(details);
  expect(error.message).toBe(message);
  expect(error).toMatchObject({ name: "NonFiniteLossError", ...details });
});
