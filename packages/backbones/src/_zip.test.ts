import type { FileHandle } from "node:fs/promises";
import { describe, expect, test } from "vitest";

import { makeZip } from "../test/makeZip.ts";
import { readZipDirectory, readZipEntry } from "./_zip.ts";

/** An open file of these bytes, and of zeros after them. */
function opened(file: Uint8Array): FileHandle {
  const read = async (bytes: Uint8Array, at: number, want: number, position: number) => {
    bytes.set(file.subarray(position, position + want), at);
    return { bytesRead: want };
  };
  return { read } as unknown as FileHandle;
}

const directoryOf = async (file: Uint8Array, fileBytes = file.length) => [
  ...(await readZipDirectory(opened(file), fileBytes, "f")).values(),
];

const bytes = Buffer.from("twelve bytes");
const files = [
  { name: "a/first", bytes },
  { name: "a/b", bytes: bytes.subarray(5) },
];
const plain = makeZip(files);
const directoryAt = 30 + 7 + 12 + (30 + 3 + 7);
const secondAt = 30 + 7 + 12;
const directoryBytes = 46 + 7 + (46 + 3);
const endAt = directoryAt + directoryBytes;

/** The archive with some of its bytes set. */
function changed(changes: Record<number, number[]>, file = plain): Buffer {
  const copy = Buffer.from(file);
  for (const [at, values] of Object.entries(changes)) copy.set(values, Number(at));
  return copy;
}

const expected = [
  { name: "a/first", size: 12, packed: 12, offset: 0, limit: secondAt, stored: true },
  { name: "a/b", size: 7, packed: 7, offset: secondAt, limit: directoryAt, stored: true },
];

describe("readZipDirectory", () => {
  test("lists files with their sizes, places and the place where each has to end", async () => {
    expect(await directoryOf(plain)).toMatchObject(expected);
    expect(endAt + 22).toBe(plain.length);
  });

  test("finds it before a comment as long as the format allows", async () => {
    const comment = Buffer.alloc(65_535);
    expect(await directoryOf(Buffer.concat([plain, comment]))).toMatchObject(expected);
    await expect(directoryOf(Buffer.concat([plain, comment, Buffer.alloc(21)]))).rejects.toThrow(
      new RangeError("f: expected a zip directory at the end, got none: truncated"),
    );
  });

  test.each([
    { of: "the count", at: 10, bytes: [0xff, 0xff] },
    { of: "the size", at: 12, bytes: [0xff, 0xff, 0xff, 0xff] },
    { of: "the offset", at: 16, bytes: [0xff, 0xff, 0xff, 0xff] },
  ])("takes all of it from the 64-bit record where $of is all ones", async ({ at, bytes }) => {
    const record = Buffer.alloc(56);
    record.writeUInt32LE(0x06064b50, 0);
    record.writeBigUInt64LE(2n, 32);
    record.writeBigUInt64LE(BigInt(directoryBytes), 40);
    record.writeBigUInt64LE(BigInt(directoryAt), 48);
    const locator = Buffer.alloc(20);
    locator.writeBigUInt64LE(BigInt(endAt), 8);
    const end = changed({ 0: [], [at]: bytes }, plain.subarray(endAt));
    const whole = Buffer.concat([plain.subarray(0, endAt), record, locator, end]);
    expect(await directoryOf(whole)).toMatchObject(expected);

    const truncated = new RangeError("f: expected a zip directory at the end, got none: truncated");
    await expect(directoryOf(changed({ [endAt]: [0] }, whole))).rejects.toThrow(truncated);
    const past = Buffer.alloc(8);
    past.writeBigUInt64LE(BigInt(whole.length - 55));
    await expect(directoryOf(changed({ [endAt + 56 + 8]: [...past] }, whole))).rejects.toThrow(
      truncated,
    );
    await expect(directoryOf(end)).rejects.toThrow(truncated); // no room for a locator
  });

  test.each([
    { of: "all three", size: true, packed: true, offset: true },
    { of: "the sizes", size: true, packed: true, offset: false },
    { of: "the offset", size: false, packed: false, offset: true },
  ])("takes $of from the extra field, after one of another kind", async (is) => {
    const wide = [is.size && 7, is.packed && 7, is.offset && secondAt].filter((v) => v !== false);
    const extra = Buffer.alloc(4 + 3 + 4 + 8 * wide.length);
    extra.set([9, 0, 3, 0, 1, 1, 1, 1, 0, 8 * wide.length, 0]);
    for (const [i, value] of wide.entries()) extra.writeBigUInt64LE(BigInt(value), 11 + 8 * i);
    const entry = directoryAt + 46 + 7;
    const ones = [0xff, 0xff, 0xff, 0xff];
    const file = changed({
      [entry + 30]: [extra.length],
      ...(is.packed && { [entry + 20]: ones }),
      ...(is.size && { [entry + 24]: ones }),
      ...(is.offset && { [entry + 42]: ones }),
      [endAt + 12]: [directoryBytes + extra.length],
    });
    const whole = Buffer.concat([file.subarray(0, endAt), extra, file.subarray(endAt)]);
    expect(await directoryOf(whole)).toMatchObject(expected);
    // A field that ends early gives nothing.
    const short = Buffer.concat([file.subarray(0, endAt), extra.subarray(0, -1), file.subarray(endAt)]); // prettier-ignore
    const cut = changed({ [entry + 30]: [extra.length - 1], [endAt - 1 + extra.length + 12]: [directoryBytes + extra.length - 1] }, short); // prettier-ignore
    await expect(directoryOf(cut)).rejects.toThrow(/an overlap$|expected 7 bytes for a\/b, got/);
  });

  test("passes over a comment of a file, and finds the next file after it", async () => {
    const entry = changed({ [directoryAt + 32]: [5], [endAt + 12]: [directoryBytes + 5] });
    const at = directoryAt + 46 + 7;
    const whole = Buffer.concat([entry.subarray(0, at), Buffer.from("hello"), entry.subarray(at)]);
    expect(await directoryOf(whole)).toMatchObject(expected);
  });

  const damaged = "f: expected 2 files in the zip directory, got";
  test.each([
    { of: "another signature", file: changed({ [directoryAt]: [0] }), message: `${damaged} 0: damaged` }, // prettier-ignore
    { of: "fewer files than it counts", file: changed({ [endAt + 10]: [3] }), message: "f: expected 3 files in the zip directory, got 2: damaged" }, // prettier-ignore
    { of: "its last byte missing", file: changed({ [endAt + 12]: [directoryBytes - 1] }), message: "f: expected a whole zip directory, got one that is cut off" }, // prettier-ignore
    { of: "a part of its second file", file: changed({ [endAt + 12]: [46 + 7 + 45] }), message: `${damaged} 1: damaged` }, // prettier-ignore
    { of: "a place behind the file's end", file: changed({ [endAt + 12]: [directoryBytes + 23] }), message: `f: expected a zip directory inside ${plain.length} bytes, got ${directoryBytes + 23} bytes at ${directoryAt}` }, // prettier-ignore
    { of: "a size that differs from the packed one", file: changed({ [directoryAt + 20]: [11] }), message: "f: expected 12 bytes for a/first, got 11" }, // prettier-ignore
    { of: "one byte of overlap", file: changed({ [directoryAt + 20]: [13], [directoryAt + 24]: [13] }), message: `f: expected a/first to end before byte ${secondAt}, where the next file begins, got ${secondAt + 1}: an overlap` }, // prettier-ignore
    { of: "one byte of overlap with itself", file: changed({ [directoryAt + 53 + 20]: [8], [directoryAt + 53 + 24]: [8] }), message: `f: expected a/b to end before byte ${directoryAt}, where the directory begins, got ${directoryAt + 1}: an overlap` }, // prettier-ignore
    { of: "a name twice", file: makeZip([files[0], files[0]]), message: "f: expected every name once in the zip directory, got a/first twice" }, // prettier-ignore
  ])("refuses $of", async ({ file, message }) => {
    await expect(directoryOf(file)).rejects.toThrow(new RangeError(message));
  });

  test("reads one of 16 MiB, and refuses a larger one unread", async () => {
    const most = 2 ** 24;
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(1, 10);
    const file = (size: number) => {
      end.writeUInt32LE(size, 12);
      return directoryOf(Buffer.concat([Buffer.alloc(most + 1), end]));
    };
    await expect(file(most)).rejects.toThrow("expected 1 files in the zip directory, got 0");
    await expect(file(most + 1)).rejects.toThrow("expected a zip directory inside");
  });
});

describe("readZipEntry", () => {
  const read = async (file: Uint8Array, index = 0) => {
    const entry = (await directoryOf(file))[index];
    return Buffer.from(await readZipEntry(opened(file), entry, "f")).toString();
  };

  test("gives the bytes of a stored file, whatever its other flags say", async () => {
    expect([await read(plain), await read(plain, 1)]).toEqual(["twelve bytes", "e bytes"]);
    expect(await read(changed({ [directoryAt + 8]: [2] }))).toBe("twelve bytes");
    const padded = makeZip([{ ...files[0], extra: new Uint8Array(9) }, files[1]]);
    expect([await read(padded), await read(padded, 1)]).toEqual(["twelve bytes", "e bytes"]);
  });

  const packed = "expected a/first stored as torch.save writes it, got it compressed or encrypted";
  const elsewhere = "expected a/first at byte 0, got something else";
  test.each<{ of: string; changes: Record<number, number[]>; message: string }>([
    { of: "an encrypted file", changes: { [directoryAt + 8]: [1] }, message: packed },
    { of: "a compressed file", changes: { [directoryAt + 10]: [8] }, message: packed },
    { of: "another local header", changes: { 0: [0] }, message: elsewhere },
    { of: "a local header of another name", changes: { 30: [0] }, message: elsewhere },
    { of: "data that a local header moves by one byte", changes: { 28: [1] }, message: `expected a/first to end before byte ${secondAt}, got ${secondAt + 1}: an overlap` }, // prettier-ignore
    { of: "a byte that was changed", changes: { 37: [0] }, message: `expected a/first to have checksum` }, // prettier-ignore
  ])("refuses $of", async ({ changes, message }) => {
    await expect(read(changed(changes))).rejects.toThrow(`f: ${message}`);
  });
});
