import { describe, expect, test } from "vitest";
import { operator, storedValue, sumKernel } from "../../test/recording.ts";
import { Recorder } from "../recording/recorder.ts";
import type { Value } from "../recording/value.ts";
import { graphKey } from "./graphKey.ts";

/** The recording of relu(x) + y, whose sum is held. */
function recorded(x: Value, y: Value, attrs: object = {}) {
  const recorder = new Recorder(() => {});
  const relu = recorder.record(operator("Relu"), { x }, attrs)!;
  const sum = recorder.record(sumKernel, { a: relu.outputs[0], b: y }, {})!;
  sum.outputs[0].holders = 1;
  return { nodes: [relu, sum], relu: relu.outputs[0], sum: sum.outputs[0] };
}
const keyOf = (x: Value, y: Value, attrs: object = {}) => graphKey(recorded(x, y, attrs).nodes).key;

describe("graphKey", () => {
  test("is the same for other numbers of the same types, shapes and memory layout", () => {
    const first = keyOf(storedValue([1, 2]), storedValue([3, 4]));
    expect(keyOf(storedValue([5, 6]), storedValue([7, 8]))).toBe(first);
  });

  const two = (): Value => storedValue([1, 2, 3, 4, 5, 6], [2, 3]);
  test.each([
    { of: "another shape", x: storedValue([1, 2, 3, 4, 5, 6], [3, 2]), y: two() },
    { of: "another memory layout", x: storedValue([1, 2, 3, 4, 5, 6], [2, 3], [1, 0]), y: two() },
    { of: "other attributes", x: two(), y: two(), attrs: { axis: 1 } },
  ])("is another for $of", ({ x, y, attrs }) => {
    expect(keyOf(x, y, attrs)).not.toBe(keyOf(two(), two()));
  });

  test("is another where one value is read twice instead of two", () => {
    const x = storedValue([1, 2]);
    expect(keyOf(x, x)).not.toBe(keyOf(x, storedValue([1, 2])));
  });

  test("is another where another result is held", () => {
    const a = recorded(storedValue([1]), storedValue([2]));
    const { key } = graphKey(a.nodes);
    a.relu.holders = 1;
    const both = graphKey(a.nodes);
    expect(both.key).not.toBe(key);
    expect(both.outputs).toEqual([a.relu, a.sum]);
  });

  test("feeds each stored value once under a name, and compiles frozen ones in by their number", () => {
    const [x, w] = [storedValue([1, 2]), storedValue([3, 4])];
    w.frozen = 7;
    const { inputs, constants, outputs, key } = graphKey(recorded(x, w).nodes);
    expect([...inputs]).toEqual([[x, "i0"]]);
    expect([...constants]).toEqual([w]);
    expect(outputs).toHaveLength(1);
    w.frozen = 8;
    expect(graphKey(recorded(x, w).nodes).key).not.toBe(key);
  });
});
