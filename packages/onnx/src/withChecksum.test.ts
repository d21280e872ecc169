import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { block, concat, model, number } from "../test/wire.ts";
import { withChecksum } from "./withChecksum.ts";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const text = (key: string, value: string) => block(14, block(1, key), block(2, value));
const opset = block(8, block(1, ""), number(2, 17));

describe("withChecksum", () => {
  test("adds SHA-256 of the bytes as the last entry, and changes nothing else", async () => {
    const bytes = concat(model(block(2, "graph")), text("a", "1"), opset);
    expect(await withChecksum(bytes)).toEqual(
      concat(bytes, text("flawlens.sha256", sha256(bytes))),
    );
  });

  test("replaces a checksum that is there, wherever it stands, and leaves it out of the sum", async () => {
    const [start, end] = [model(block(2, "graph")), text("a", "1")];
    const bytes = concat(start, text("flawlens.sha256", "old"), end);
    const plain = concat(start, end);
    const written = await withChecksum(bytes);
    expect(written).toEqual(concat(plain, text("flawlens.sha256", sha256(plain))));
    expect(await withChecksum(written)).toEqual(written);
  });

  test("neither writes to the bytes it is given nor keeps them, also of shared memory", async () => {
    const plain = model(block(2, "graph"));
    const shared = new Uint8Array(new SharedArrayBuffer(plain.length));
    shared.set(plain);
    const written = await withChecksum(shared);
    expect(written).toEqual(await withChecksum(plain));
    written.fill(0);
    expect(Uint8Array.from(shared)).toEqual(plain);
  });

  test("refuses what is no model, under its own name", async () => {
    await expect(withChecksum(Uint8Array.of(1, 2))).rejects.toThrow(
      new RangeError("withChecksum: expected an ONNX model, got 2 bytes that start with 01 02"),
    );
  });
});
