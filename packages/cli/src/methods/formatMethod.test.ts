import { expect, test } from "vitest";
import { formatMethod } from "./formatMethod.ts";

const key = {
  key: "steps",
  description: "Number of steps.",
  type: "integer",
  range: "1 or more",
  default: 3,
  required: false,
  when: "",
};
const method = {
  name: "mine",
  title: "Mine",
  description: "Does nothing.",
  source: null,
  needs: "It trains on normal images.",
  presets: [
    { name: "quick", description: "Quick.", config: {} },
    { name: "longer", description: "Longer.", config: {} },
  ],
  dataDecide: false,
  keys: [key],
  dataKeys: [{ ...key, key: "data.shots" }],
};

test("formatMethod says what a method is, its presets and its keys", () => {
  expect(formatMethod(method)).toBe(`Mine (--method mine)
Does nothing.
It trains on normal images.

Presets (--config NAME):
  quick   Quick. The default.
  longer  Longer.

Configuration (--set key=value, or a file of JSON with --config FILE):
  steps  integer, 1 or more; default 3
      Number of steps.

What of the data is used for what:
  data.shots  integer, 1 or more; default 3
      Number of steps.`);
  expect(formatMethod({ ...method, dataDecide: true })).toContain(
    "quick   Quick. The default, unless the data suit another.\n",
  );
  expect(formatMethod({ ...method, presets: [], source: "A paper" })).toMatch(
    /normal images\.\nA paper\n\nConfiguration/,
  );
});
