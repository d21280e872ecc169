import { tensor4d } from "@tensorflow/tfjs-core";
import { describe, test } from "vitest";
import { expectClose } from "../../test/expectClose.ts";
import { engines, onEngine } from "../../test/onEngine.ts";
import { gated } from "./joinFeatures.ts";

describe.each(engines)("joinFeatures on %s", (engine) => {
  onEngine(engine);

  test("gated linear units are value times sigmoid of gate", () => {
    expectClose(
      gated(tensor4d([1, -2, 0.5, 3], [1, 1, 1, 4])).dataSync(),
      [0.62245935, -1.90514827],
    );
  });
});
