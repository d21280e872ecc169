import "@tensorflow/tfjs-backend-cpu";
import "@flawlens/tfjs-backend-ort";
import { setBackend, tensor1d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";

import { gelu, quickGelu } from "./activation.ts";

// By PyTorch 2.13 in float64: x * torch.sigmoid(1.702 * x), torch.nn.functional.gelu(x).
const x = [-4, -1, -0.25, 0, 0.5, 2, 6];
const quick = [-0.00441472, -0.15420423, -0.09880035, 0, 0.35038844, 1.93565862, 5.99977965];
const exact = [-0.00012668, -0.15865525, -0.10032342, 0, 0.34573123, 1.95449974, 5.99999999];

describe.each(["cpu", "ort"])("on %s", (engine) => {
  test("quickGelu and gelu are PyTorch's, and are not each other", async () => {
    await setBackend(engine);
    const given = tensor1d(x);
    quickGelu(given)
      .dataSync()
      .forEach((value, i) => expect(value).toBeCloseTo(quick[i], 6));
    gelu(given)
      .dataSync()
      .forEach((value, i) => expect(value).toBeCloseTo(exact[i], 6));
  });
});
