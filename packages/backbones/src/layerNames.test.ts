import { expect, test } from "vitest";

import { efficientnetLite0Network } from "./efficientnetLite.ts";
import { layerNames } from "./layerNames.ts";
import { smallConvNetwork } from "./smallConvNet.ts";

test("layerNames are the network's, in order", () => {
  expect(layerNames(smallConvNetwork())).toEqual(["stages.0", "stages.1", "stages.2"]);
  expect(layerNames(efficientnetLite0Network).slice(0, 5)).toEqual([
    "conv_stem",
    "blocks.0.0",
    "stage2",
    "blocks.1.0",
    "blocks.1.1",
  ]);
});
