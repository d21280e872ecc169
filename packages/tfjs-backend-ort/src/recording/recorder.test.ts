import { describe, expect, test } from "vitest";
import { operator, storedValue, sumKernel } from "../../test/recording.ts";
import { Recorder } from "./recorder.ts";
import type { Value } from "./value.ts";

const relu = operator("Relu");

function make() {
  const freed: Value[] = [];
  return { recorder: new Recorder((value) => freed.push(value)), freed };
}

describe("Recorder", () => {
  test("remembers a call with pending outputs of the types and shapes that the kernel infers", () => {
    const { recorder } = make();
    const x = storedValue([1, 2, 3]);
    const node = recorder.record(relu, { x }, {})!;
    expect(recorder.length).toBe(1);
    expect(node.inputs).toEqual([x]);
    expect(node.outputs[0]).toMatchObject({
      dtype: "float32",
      shape: [3],
      stored: null,
      output: 0,
    });
    expect(node.outputs[0].node).toBe(node);
    expect(x.users).toBe(1);
  });

  test("gives equal calls equal signatures, and calls with other attributes others", () => {
    const { recorder } = make();
    const x = storedValue([1]);
    const signature = (attrs: object) => recorder.record(relu, { x }, attrs)!.signature;
    expect(signature({ axis: 1 })).toBe(signature({ axis: 1 }));
    expect(signature({ axis: 1 })).not.toBe(signature({ axis: 2 }));
  });

  test("records nothing where an output would be empty", () => {
    const { recorder } = make();
    const x = storedValue([], [0, 3]);
    expect(recorder.record(relu, { x }, {})).toBeNull();
    expect([recorder.length, x.users]).toEqual([0, 0]);
  });

  test("takes what held values need, in order, and forgets the rest", () => {
    const { recorder } = make();
    const x = storedValue([1]);
    const first = recorder.record(relu, { x }, {})!;
    recorder.record(relu, { x }, { dead: true });
    const last = recorder.record(relu, { x: first.outputs[0] }, {})!;
    last.outputs[0].holders = 1;
    expect(recorder.take()).toEqual([first, last]);
    expect(recorder.length).toBe(0);
    expect(x.users).toBe(1); // the forgotten call let go of it
  });

  test("frees an input when the last call that reads it is released and no tensor holds it", () => {
    const { recorder, freed } = make();
    const [held, loose] = [storedValue([1]), storedValue([2])];
    const once = recorder.record(sumKernel, { a: held, b: loose }, {})!;
    const twice = recorder.record(relu, { x: loose }, {})!;
    loose.holders = 0;
    recorder.release(once);
    expect(freed).toEqual([]);
    recorder.release(twice);
    expect(freed).toEqual([loose]);
  });

  test("remembers where a call came from until one just like it has succeeded", () => {
    const { recorder } = make();
    const record = (values: number[]) => recorder.record(relu, { x: storedValue(values) }, {})!;
    const first = record([1]);
    expect(first.site!.stack).toContain("recorder.test.ts");
    first.outputs[0].failure = new Error("no memory");
    recorder.finish([first]);
    const second = record([1]);
    expect(second.site).not.toBeNull();
    recorder.finish([second]);
    expect(record([1]).site).toBeNull();
    expect(record([1, 2]).site).not.toBeNull(); // another shape
  });
});
