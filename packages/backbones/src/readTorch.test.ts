import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { readTorch, readTorchHeader } from "./readTorch.ts";
import type { StoredTensor, StoredTensors } from "./storedTensor.ts";

interface Listed {
  dtype: string;
  shape: number[];
  values: (number | boolean | string)[];
}

const fixture = (name: string) =>
  fileURLToPath(new URL(`../test/fixtures/torch/${name}`, import.meta.url));
const expected: { tensors: Record<string, Listed>; model: Record<string, Listed> } = JSON.parse(
  readFileSync(fixture("expected.json"), "utf8"),
);

const views: Record<string, Record<string, Listed>> = JSON.parse(
  readFileSync(fixture("expectedViews.json"), "utf8"),
);

const dtypes: Record<string, StoredTensor["dtype"]> = {
  float32: "F32",
  float64: "F64",
  int64: "I64",
  int32: "I32",
  uint8: "U8",
  bool: "BOOL",
};

/** Tensors as the fixture lists them. */
function listed(tensors: StoredTensors): Record<string, object> {
  const entries = Object.entries(tensors).map(([name, { dtype, shape, data }]) => [
    name,
    { dtype, shape, values: Array.from(data as ArrayLike<number | bigint>, Number) },
  ]);
  return Object.fromEntries(entries);
}

function asStored(tensors: Record<string, Listed>, prefix = ""): Record<string, object> {
  const entries = Object.entries(tensors).map(([name, { dtype, shape, values }]) => [
    prefix + name,
    { dtype: dtypes[dtype], shape, values: values.map(Number) },
  ]);
  return Object.fromEntries(entries);
}

const names: Record<string, string> = { F32: "float32", F64: "float64", I64: "int64", I32: "int32", I16: "int16", I8: "int8", U8: "uint8" }; // prettier-ignore

/** Tensors as the fixture of views lists them: also the sign of zero, and whole numbers of any size. */
function exactly(tensors: StoredTensors): Record<string, Listed> {
  const entries = Object.entries(tensors).map(([name, { dtype, shape, data }]) => {
    const values = Array.from(data as ArrayLike<number | bigint>, (value) =>
      typeof value === "number" || Number.isSafeInteger(Number(value))
        ? Number(value)
        : String(value),
    );
    return [name, { dtype: names[dtype], shape, values }];
  });
  return Object.fromEntries(entries) as Record<string, Listed>;
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "torch-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("readTorch", () => {
  test.each(["zip.pth", "protocol4.pth", "legacy.pth"])(
    "reads tensors of every type, view and layout from %s",
    async (name) => {
      expect(listed(await readTorch(fixture(name)))).toEqual(asStored(expected.tensors));
    },
  );

  test("gives tensors of a training checkpoint their paths", async () => {
    const tensors = await readTorch(fixture("nested.pth"));
    expect(listed(tensors)).toMatchObject(asStored(expected.model, "state_dict.module."));
    expect(Object.keys(tensors)).toContain("optimizer.state.0.exp_avg");
  });

  test("gives tensors of a TorchScript archive the names of its state dict", async () => {
    expect(listed(await readTorch(fixture("script.pt")))).toEqual(asStored(expected.model));
  });

  test.each(["zip.pth", "legacy.pth"])("reads only the tensors asked for from %s", async (name) => {
    const tensors = await readTorch(fixture(name), { names: ["transposed", "float"] });
    const { transposed, float } = asStored(expected.tensors);
    expect(Object.keys(tensors)).toEqual(["transposed", "float"]);
    expect(listed(tensors)).toEqual({ transposed, float });
  });

  test("gives every tensor its own memory, also where the file shares it", async () => {
    const { float, transposed } = await readTorch(fixture("zip.pth"));
    float.data[0] = 99;
    expect(transposed.data[0]).not.toBe(99);
  });

  test("lists the names that are not there", async () => {
    await expect(readTorch(fixture("zip.pth"), { names: ["float", "x", "y"] })).rejects.toThrow(
      "expected 3 tensors, got a file without 2 of them: x, y",
    );
  });

  test("runs no code of a pickle, and names what it asked for", async () => {
    const evil = fixture("evil.pth");
    await expect(readTorch(evil)).rejects.toThrow(
      new RangeError(
        `readTorch: ${evil}: expected tensors and plain values, got posix.system: it is not run; save a state_dict of tensors`,
      ),
    );
    expect(existsSync("/tmp/pickles-run-code")).toBe(false);
  });

  test("refuses a pickled module, and says what to save instead", async () => {
    await expect(readTorch(fixture("module.pth"))).rejects.toThrow(
      /got torch\.nn\.modules\.container\.Sequential: it is not run; save a state_dict of tensors/,
    );
  });

  test.each(Object.entries(views))(
    "reads %s as PyTorch does: negated, expanded and overlapping views, dicts as Python 2 wrote them, lists of TorchScript",
    async (name, tensors) => {
      if (name === "viewsPartsLegacy.pth") return; // refused, see below
      expect(exactly(await readTorch(fixture(name)))).toEqual(tensors);
    },
  );

  test("makes a million elements of one that is stored", async () => {
    const { expanded } = await readTorch(fixture("expanded.pth"));
    expect(expanded.shape).toEqual([1_000_000]);
    expect(expanded.data.every((value) => value === 1)).toBe(true);
  });

  test("refuses views that overlap in a file without checksums, but not the rest of it", async () => {
    const file = fixture("viewsPartsLegacy.pth");
    await expect(readTorch(file)).rejects.toThrow(
      `readTorch: ${file}: expected elements that do not overlap for row, got a file without checksums in which they do: damaged, or a view; save a copy, tensor.clone(), or leave it out by names`,
    );
    const { diagonal } = views["viewsPartsLegacy.pth"];
    expect(exactly(await readTorch(file, { names: ["diagonal"] }))).toEqual({ diagonal });
  });

  test("finds a flipped bit in a tensor by the archive's checksum", async () => {
    const bytes = await readFile(fixture("zip.pth"));
    const values = Buffer.from(
      Float32Array.from(expected.tensors.parameter.values as number[]).buffer,
    );
    const damaged = join(folder, "damaged.pth");
    bytes[bytes.indexOf(values) + 5] ^= 4;
    await writeFile(damaged, bytes);
    await expect(readTorch(damaged)).rejects.toThrow(/expected zip\/data\/1 to have checksum \d+/);
  });

  test.each([
    { of: "an empty file", bytes: Buffer.alloc(0), message: "expected a file of torch.save" },
    { of: "text", bytes: Buffer.from("hello, world"), message: "expected a file of torch.save" },
    { of: "an image", bytes: Buffer.from("\u0089PNG\r\n", "latin1"), message: "expected a file" },
    { of: "another pickle", bytes: Buffer.from([0x80, 2, 0x4b, 7, 0x2e]), message: "truncated" },
    {
      of: "another zip",
      bytes: Buffer.from(`PK\u0005\u0006${"\0".repeat(18)}`),
      message: "expected one data.pkl of at most 67108864 bytes, got 0",
    },
  ])("refuses $of", async ({ of, bytes, message }) => {
    const path = join(folder, `${of}.pth`);
    await writeFile(path, bytes);
    await expect(readTorch(path)).rejects.toThrow(message);
    await expect(readTorch(path)).rejects.toThrow(RangeError);
  });

  test.each(["zip.pth", "legacy.pth", "script.pt"])("refuses %s cut anywhere", async (name) => {
    const bytes = await readFile(fixture(name));
    const path = join(folder, `cut-${name}`);
    for (let length = 0; length < bytes.length; length += 61) {
      await writeFile(path, bytes.subarray(0, length));
      await expect(readTorch(path)).rejects.toThrow(RangeError);
    }
  });

  test("says what the older format lacks at its end, or has there too much", async () => {
    const bytes = await readFile(fixture("legacy.pth"));
    const path = join(folder, "end.pth");
    const { length } = bytes;
    for (const [file, message] of [
      [bytes.subarray(0, -1), /expected \d+ elements at byte \d+, got \d+: damaged or truncated$/],
      [
        Buffer.concat([bytes, Buffer.alloc(1)]),
        new RegExp(`expected the file to end at byte ${length}, got ${length + 1}$`),
      ],
    ] as const) {
      await writeFile(path, file);
      await expect(readTorch(path)).rejects.toThrow(message);
    }
  });

  test("gives an error or the right values for an archive with any bytes changed", async () => {
    const good = await readFile(fixture("zip.pth"));
    const right = JSON.stringify(listed(await readTorch(fixture("zip.pth"))));
    const path = join(folder, "mutated.pth");
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 3 }),
        async (edits) => {
          const bytes = Buffer.from(good);
          for (const [at, value] of edits) bytes[at] = value;
          await writeFile(path, bytes);
          expect(await outcome(path)).toBeOneOf(["refused", right]);
        },
      ),
      { numRuns: 300, seed: 1 },
    );
  });
});

/** What a file reads as, or "refused" where that throws a RangeError. */
async function outcome(path: string): Promise<string> {
  try {
    return JSON.stringify(listed(await readTorch(path)));
  } catch (error) {
    return error instanceof RangeError ? "refused" : String(error);
  }
}

describe("readTorchHeader", () => {
  test("says what a file holds", async () => {
    const header = await readTorchHeader(fixture("zip.pth"));
    expect(header.half).toEqual({ dtype: "F16", shape: [4] });
    expect(header.transposed).toEqual({ dtype: "F32", shape: [3, 2] });
    expect(Object.keys(header)).toEqual(Object.keys(expected.tensors));
  });
});
