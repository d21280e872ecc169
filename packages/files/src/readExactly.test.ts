import { open } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { tree } from "../test/tree.ts";
import { readExactly } from "./readExactly.ts";

async function opened(content: string) {
  const handle = await open(join(await tree({ file: content }), "file"));
  onTestFinished(() => handle.close());
  return handle;
}

describe("readExactly", () => {
  test("gives the bytes asked for, in a buffer of just their size", async () => {
    const handle = await opened("abcdef");
    expect(await readExactly(handle, 2, 3, "test")).toEqual(
      new Uint8Array([0x63, 0x64, 0x65]).buffer,
    );
    expect((await readExactly(handle, 6, 0, "test")).byteLength).toBe(0);
  });

  test("goes on where the system gave fewer bytes than asked for", async () => {
    const handle = await opened("abcdef");
    const read = handle.read.bind(handle);
    handle.read = ((bytes: Uint8Array, at: number, length: number, position: number) =>
      read(bytes, at, Math.min(2, length), position)) as typeof handle.read;
    expect(Buffer.from(await readExactly(handle, 1, 5, "test")).toString()).toBe("bcdef");
  });

  test("refuses a file that ends before, and says what was there", async () => {
    await expect(readExactly(await opened("abcdef"), 4, 3, "load: x.bin")).rejects.toThrow(
      new RangeError("load: x.bin: expected 3 bytes at 4, got 2: truncated"),
    );
  });
});
