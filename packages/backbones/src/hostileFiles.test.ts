import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { fuzzSome } from "../../files/test/fuzz/fuzzSome.ts";
import { dict, integer, named, pickle, tensor, text, tuple, yes } from "../test/makePickle.ts";
import { makeZip } from "../test/makeZip.ts";
import type { ZipMember } from "../test/makeZip.ts";
import { weightFiles } from "../test/weightFiles.fuzz.ts";
import { readSafetensors } from "./readSafetensors.ts";
import { readTorch } from "./readTorch.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hostile-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function written(bytes: Uint8Array): Promise<string> {
  const path = join(folder, "file");
  await writeFile(path, bytes);
  return path;
}

const floats = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);
const two = tensor({ storage: "0", storageSize: 2, shape: [2], strides: [1] });
const archive = (pkl: Uint8Array, ...more: ZipMember[]) =>
  makeZip([{ name: "a/data.pkl", bytes: pkl }, ...more]);
const data0: ZipMember = { name: "a/data/0", bytes: floats(1, 2) };

describe("an archive of torch.save", () => {
  test("made by hand is read", async () => {
    const { w } = await readTorch(await written(archive(pickle(dict({ w: two })), data0)));
    expect(w).toEqual({ dtype: "F32", shape: [2], data: Float32Array.of(1, 2) });
  });

  test("says its byte order in a few bytes: a longer file of that name says nothing of it", async () => {
    const order = (text: string) => ({ name: "a/byteorder", bytes: Buffer.from(text) });
    const read = async (text: string) =>
      readTorch(await written(archive(pickle(dict({ w: two })), data0, order(text))));
    expect(Object.keys(await read("little"))).toEqual(["w"]);
    expect(Object.keys(await read("x".repeat(100)))).toEqual(["w"]);
    for (const other of ["big", "x".repeat(99)])
      await expect(read(other)).rejects.toThrow(`expected little-endian tensors, got ${other}`);
  });

  const withTensor = Buffer.concat([Buffer.from("("), text("w"), two, Buffer.from("u")]); // SETITEMS
  test.each([
    {
      of: "defaultdict(list), filled later",
      root: [
        named("collections", "defaultdict"),
        tuple(named("__builtin__", "list")),
        0x52,
        withTensor,
      ],
      path: "w",
    },
    {
      of: "Counter({...})",
      root: [named("collections", "Counter"), tuple(dict({ w: two })), 0x52],
      path: "w",
    },
    {
      of: "dict([(key, value)])",
      root: [named("builtins", "dict"), tuple(tuple(tuple(text("w"), two))), 0x52],
      path: "w",
    },
    { of: "list((value,))", root: [named("builtins", "list"), tuple(tuple(two)), 0x52], path: "0" },
  ])("reads what is in $of as in a dict or a list", async ({ root, path }) => {
    const found = await readTorch(await written(archive(pickle(...root), data0)));
    expect(found).toEqual({ [path]: { dtype: "F32", shape: [2], data: Float32Array.of(1, 2) } });
  });

  test.each<{ of: string; bytes: () => Uint8Array; message: RegExp }>([
    {
      of: "a zip bomb: a tensor that unpacks to a thousand times its size",
      bytes: () =>
        archive(pickle(dict({ w: two })), {
          name: "a/data/0",
          bytes: new Uint8Array(1e6),
          deflate: true,
        }),
      message: /expected (8 bytes in data\/0, got 1000000|a\/data\/0 stored)/,
    },
    {
      of: "a compressed pickle",
      bytes: () =>
        makeZip([{ name: "a/data.pkl", bytes: pickle(dict({ w: two })), deflate: true }, data0]),
      message: /expected a\/data\.pkl stored as torch\.save writes it, got it compressed/,
    },
    {
      of: "two files in one place",
      bytes: () => archive(pickle(dict({ w: two })), data0, { ...data0, name: "a/data/1", claimed: { offset: 0 } }), // prettier-ignore
      message: /an overlap$/,
    },
    {
      of: "a file whose data a local header moves into the next one",
      bytes: () => {
        const whole = archive(pickle(dict({ w: two })), data0, { ...data0, name: "a/data/1" });
        const at = whole.indexOf("a/data/0") - 30;
        whole.writeUInt16LE(20, at + 28); // a length of extra bytes that are not there
        return whole;
      },
      message: /expected a\/data\/0 to end before byte \d+, got \d+: an overlap$/,
    },
    {
      of: "a file past the archive's end",
      bytes: () => archive(pickle(dict({ w: two })), { ...data0, claimed: { offset: 1e9 } }),
      message: /before byte \d+.*: an overlap$/,
    },
    {
      of: "a file larger than the archive",
      bytes: () => archive(pickle(dict({ w: two })), { ...data0, claimed: { size: 1e9, packed: 1e9 } }), // prettier-ignore
      message: /before byte \d+.*: an overlap$/,
    },
    {
      of: "one name twice",
      bytes: () => archive(pickle(dict({ w: two })), data0, data0),
      message: /expected every name once in the zip directory, got a\/data\/0 twice/,
    },
    {
      of: "a storage of another size",
      bytes: () => archive(pickle(dict({ w: two })), { ...data0, bytes: floats(1, 2, 3) }),
      message: /expected 8 bytes in data\/0, got 12/,
    },
    {
      of: "a view past its storage",
      bytes: () => archive(pickle(dict({ w: tensor({ storage: "0", storageSize: 2, offset: 1, shape: [2], strides: [1] }) })), data0), // prettier-ignore
      message: /expected w inside its storage of 2, got 2 elements up to 2/,
    },
    {
      of: "a billion elements of one that is stored",
      bytes: () => archive(pickle(dict({ v: two, w: tensor({ storage: "0", storageSize: 2, shape: [2 ** 30], strides: [0] }) })), data0), // prettier-ignore
      message:
        /expected tensors of at most \d+ bytes in a file of \d+, got 4294967304: too many share a storage; the largest is w with 4294967296; leave it out by names$/,
    },
    {
      of: "a conjugate view",
      bytes: () => archive(pickle(dict({ w: tensor({ storage: "0", storageSize: 2, shape: [2], strides: [1], metadata: dict({ neg: yes, conj: yes }) }) })), data0), // prettier-ignore
      message:
        /expected w to be plain numbers or a negated view of them, got neg, conj; save a copy/,
    },
    {
      of: "metadata that nobody knows",
      bytes: () => archive(pickle(dict({ w: tensor({ storage: "0", storageSize: 2, shape: [2], strides: [1], metadata: tuple(yes) }) })), data0), // prettier-ignore
      message: /expected w to be plain numbers or a negated view of them, got something else/,
    },
    {
      of: "a dict of something else than pairs",
      bytes: () => archive(pickle(named("collections", "OrderedDict"), tuple(tuple(two)), 0x52), data0), // prettier-ignore
      message: /expected a dict of pairs, got something else/,
    },
    {
      of: "one storage of two types",
      bytes: () =>
        archive(
          pickle(
            dict({
              v: tensor({ storage: "0", storageSize: 1, shape: [1], strides: [1], type: "DoubleStorage" }), // prettier-ignore
              w: two,
            }),
          ),
          data0,
        ),
      message: /expected storage 0 to be 1 of F64, got 2 of F32 for w/,
    },
    {
      of: "one storage of two sizes",
      bytes: () => archive(pickle(dict({ v: two, w: tensor({ storage: "0", storageSize: 3, shape: [2], strides: [1] }) })), data0), // prettier-ignore
      message: /expected storage 0 to be 2 of F32, got 3 of F32 for w/,
    },
    {
      of: "one storage of two types of one width",
      bytes: () => archive(pickle(dict({ v: two, w: tensor({ storage: "0", storageSize: 2, shape: [2], strides: [1], type: "IntStorage" }) })), data0), // prettier-ignore
      message: /expected storage 0 to be 2 of F32, got 2 of I32 for w/,
    },
    {
      of: "code to run",
      bytes: () => archive(pickle(named("os", "system"), tuple(text("true")), 0x52)),
      message: /expected tensors and plain values, got os\.system: it is not run/,
    },
    {
      of: "a name as long as the file",
      bytes: () => archive(pickle(named("x".repeat(1e6), "y"))),
      message: /got x{117}\.\.\.: it is not run/,
    },
    {
      of: "millions of objects",
      bytes: () => archive(pickle(...Array.from({ length: 25 }, () => Buffer.alloc(100_000, "}")))),
      message: /expected at most 2000000 instructions, got more/,
    },
    {
      of: "tensors nested a thousand deep",
      bytes: () => archive(pickle(Buffer.from("("), Buffer.alloc(1000, "("), two, Buffer.alloc(1001, "t"))), // prettier-ignore
      message: /expected at most 300000 values 100 deep/,
    },
    {
      of: "dicts nested a hundred deep",
      bytes: () => {
        const nested = Array.from({ length: 101 }).reduce<Buffer>((inner) => dict({ a: inner }), two); // prettier-ignore
        return archive(pickle(nested), data0);
      },
      message: /expected at most 300000 values 100 deep/,
    },
    {
      of: "a list that holds itself",
      bytes: () => archive(pickle(Buffer.from("]q\0h\0ah\0a"))),
      message: /expected at most 300000 values 100 deep/,
    },
    {
      of: "lists that double thirty times",
      bytes: () => {
        // x = [tensor]; x = [x, x]; ...: two to the thirtieth paths in a hundred bytes
        const doubled = Array.from({ length: 30 }, () => Buffer.from("q\0h\0\x86", "latin1"));
        return archive(pickle(two, ...doubled), data0);
      },
      message: /expected at most 300000 values|once, got it twice/,
    },
    {
      of: "an integer of a hundred bytes",
      bytes: () => archive(pickle(0x8a, 100, Buffer.alloc(100, 1))),
      message: /expected an integer of at most 64 bytes, got 100/,
    },
    {
      of: "a negative size",
      bytes: () => archive(pickle(dict({ w: tensor({ storage: "0", storageSize: 2, shape: [-2], strides: [1] }) })), data0), // prettier-ignore
      message: /expected sizes and strides for w/,
    },
    {
      of: "a storage by an unknown name",
      bytes: () => archive(pickle(dict({ w: tensor({ storage: "7", storageSize: 2, shape: [2], strides: [1] }) })), data0), // prettier-ignore
      message: /expected 8 bytes in data\/7, got no such file/,
    },
    {
      of: "a call without a class",
      bytes: () => archive(pickle(integer(1), tuple(), 0x52)),
      message: /expected a class and its arguments, got something else/,
    },
  ])("with $of is refused", async ({ bytes, message }) => {
    const refused = await readTorch(await written(bytes())).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(RangeError);
    expect((refused as Error).message).toMatch(message);
  });
});

test("no file, a folder and a pipe are refused by name, and nobody waits", async () => {
  const missing = join(folder, "missing");
  await expect(readSafetensors(missing)).rejects.toMatchObject({
    message: expect.stringContaining(`${missing}: expected a file of weights, got ENOENT`),
    code: "ENOENT",
  });
  await expect(readTorch(folder)).rejects.toThrow(
    `${folder}: expected a file of weights, got a folder`,
  );
  if (process.platform === "win32") return;
  const pipe = join(folder, "pipe");
  execFileSync("sh", ["-c", 'mkfifo "$0"', pipe]);
  await expect(readTorch(pipe)).rejects.toThrow("expected a file of weights, got a pipe");
});

test("a header of safetensors longer than the format allows is refused unread", async () => {
  const bytes = new Uint8Array(16);
  new DataView(bytes.buffer).setBigUint64(0, 100_000_001n, true);
  await expect(readSafetensors(await written(bytes))).rejects.toThrow(
    "expected a header of at most 100000000 bytes, got 100000001: not safetensors",
  );
});

test("400 mutated files are refused or read right (more: npm run fuzz -- --only weights)", async () => {
  const { outcomes, faults } = await fuzzSome(weightFiles, 400);
  expect(faults).toEqual([]);
  expect(outcomes["read right"]).toBeGreaterThan(30); // mutations that matter not are there too
  expect(outcomes.refused).toBeGreaterThan(200);
}, 60_000);
