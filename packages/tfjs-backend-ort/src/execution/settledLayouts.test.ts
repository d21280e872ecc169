import { expect, test } from "vitest";
import { storedValue } from "../../test/recording.ts";
import { Lowered } from "../graph/lowered.ts";
import { NCHW } from "../graph/perm.ts";
import type { Perm } from "../graph/perm.ts";
import type { Value } from "../recording/value.ts";
import { settledLayouts } from "./settledLayouts.ts";

const plain = [0, 1, 2, 3];
const other = [3, 0, 1, 2];
const value = (side: number, perm: Perm = plain): Value =>
  storedValue(new Array<number>(side ** 4).fill(1), [side, side, side, side], perm);

/** The layouts of one graph with one input, which it needs in `forms`, and one output. */
function settle(input: Value, forms: Perm[], output: Value, computed: Perm) {
  const lowered = new Lowered(input, "x", input.stored!.perm);
  for (const perm of forms) lowered.forms.push({ name: `x${perm}`, perm });
  const found = settledLayouts({
    inputs: [input],
    outputs: [output],
    forms: [{ name: "y", perm: computed }],
    lowered: new Map([[input, lowered]]),
  });
  return found.get(input);
}

test("an input is to lie as the output of its shape does, if the graph needs it like that", () => {
  expect(settle(value(2), [other, NCHW], value(2), NCHW)).toEqual(NCHW);
});

test.each([
  { of: "the graph needs it in another layout", forms: [other], output: value(2), computed: NCHW },
  { of: "no output has its shape", forms: [NCHW], output: value(3), computed: NCHW },
  { of: "the output lies plainly, too", forms: [NCHW], output: value(2), computed: plain },
])("an input stays as it is if $of", ({ forms, output, computed }) => {
  expect(settle(value(2), forms, output, computed)).toBeUndefined();
});

test("an input that an earlier graph computed stays as it is", () => {
  expect(settle(value(2, other), [NCHW], value(2), NCHW)).toBeUndefined();
});
