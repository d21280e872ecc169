import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { block, concat, model, number } from "../test/wire.ts";
import { readOnnxMetadata } from "./readOnnxMetadata.ts";
import { withChecksum } from "./withChecksum.ts";
import { withMetadata } from "./withMetadata.ts";

const text = (key: string, value: string) => block(14, block(1, key), block(2, value));
const graph = block(7, block(2, "graph"), block(5, new Uint8Array(1000).fill(7)));
const opset = block(8, block(1, ""), number(2, 17));

describe("withMetadata", () => {
  test("replaces, adds and removes keys, and copies every other byte", async () => {
    const bytes = concat(
      number(1, 8),
      text("a", "1"),
      graph,
      text("b", "2"),
      text("c", "3"),
      opset,
    );
    expect(await withMetadata(bytes, { a: "new", c: null, d: "é" })).toEqual(
      concat(number(1, 8), graph, text("b", "2"), opset, text("a", "new"), text("d", "é")),
    );
  });

  test("replaces and removes each occurrence of a repeated key", async () => {
    const bytes = concat(number(1, 8), text("a", "1"), text("b", "2"), graph, text("a", "3"), text("b", "4")); // prettier-ignore
    expect(await withMetadata(bytes, { a: "5", b: null })).toEqual(
      concat(number(1, 8), graph, text("a", "5")),
    );
  });

  test("keeps an entry that it does not change to the byte, whatever else it holds", async () => {
    const odd = block(14, block(2, "value first"), number(9, 1), block(1, Uint8Array.of(0xff)));
    const bytes = concat(number(1, 8), odd, graph);
    expect(await withMetadata(bytes, { removed: null })).toEqual(bytes);
  });

  test("does not write to the bytes it is given, nor keep them, also in a Buffer", async () => {
    const bytes = Buffer.from(concat(model(), text("a", "1")));
    const before = Uint8Array.from(bytes);
    const changed = await withMetadata(bytes, {});
    expect(changed).toEqual(before);
    changed.fill(0);
    expect(Uint8Array.from(bytes)).toEqual(before);
  });

  test("what is read afterwards is what was there with the changes applied", async () => {
    const texts = fc.dictionary(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }));
    const edits = fc.dictionary(fc.string(), fc.option(fc.string()));
    await fc.assert(
      fc.asyncProperty(texts, edits, fc.boolean(), async (before, changes, clear) => {
        const bytes = concat(model(), ...Object.entries(before).map((entry) => text(...entry)));
        const all = clear
          ? { ...Object.fromEntries(Object.keys(before).map((key) => [key, null])), ...changes }
          : changes;
        const after = Object.entries({ ...before, ...all }).filter(([, value]) => value !== null);
        expect(readOnnxMetadata(await withMetadata(bytes, all))).toEqual(Object.fromEntries(after));
      }),
    );
  });

  test("keeps a checksum right, as the last entry", async () => {
    const bytes = await withChecksum(concat(number(1, 8), text("a", "1"), graph, opset));
    expect(await withMetadata(bytes, { a: "2", b: "3" })).toEqual(
      await withChecksum(concat(number(1, 8), graph, opset, text("a", "2"), text("b", "3"))),
    );
  });

  test("refuses to give a damaged file a right checksum, and a checksum made up", async () => {
    const bytes = await withChecksum(concat(number(1, 8), graph));
    bytes[bytes.indexOf(7, 20)] ^= 1; // one bit of the weights
    await expect(withMetadata(bytes, { a: "2" })).rejects.toThrow(
      new RangeError(
        "withMetadata: expected a file that fits its checksum, got a damaged one; copy or export it again",
      ),
    );
    await expect(withMetadata(model(), { "flawlens.sha256": "0" })).rejects.toThrow(
      "expected other keys than flawlens.sha256, which is computed; call withChecksum to add it",
    );
  });

  test.each([
    { value: 1, got: "number" },
    { value: { threshold: 1 }, got: "object" },
    { value: undefined, got: "undefined" },
  ])("refuses $got for a value", async ({ value, got }) => {
    await expect(withMetadata(model(), { a: value } as never)).rejects.toThrow(
      new TypeError(
        `withMetadata: expected a string or null for a, got ${got}; give an object as JSON.stringify(object)`,
      ),
    );
  });

  test("refuses what is no model, under its own name", async () => {
    await expect(withMetadata(Uint8Array.of(1, 2), {})).rejects.toThrow(
      new RangeError("withMetadata: expected an ONNX model, got 2 bytes that start with 01 02"),
    );
  });
});
