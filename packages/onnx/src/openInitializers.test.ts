import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { block, concat, double, float, model, number, tensor, varint } from "../test/wire.ts";
import { byteSource } from "./byteSource.ts";
import type { ByteSource } from "./byteSource.ts";
import { encodeModel } from "./encodeModel.ts";
import type { ExternalSource } from "./externalSource.ts";
import { openInitializers } from "./openInitializers.ts";

const raw = (view: ArrayBufferView) =>
  block(9, new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
const packed = (field: number, ...values: (number | bigint)[]) =>
  block(field, ...values.map(varint));
const floats = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);

/** Opens a model and reads one of its tensors. */
async function readOne(bytes: Uint8Array, name = "w") {
  const { read } = await openInitializers(byteSource(bytes));
  return read(name);
}

describe("openInitializers", () => {
  test("knows names, types and sizes in the file's order, and reads elements on request", async () => {
    const bytes = model(
      block(1, block(1, "x"), block(4, "Neg")),
      tensor("b", 1, [1, 2], raw(Float32Array.of(1.5, -2))),
      block(2, "graph"),
      tensor("a", 7, [], raw(BigInt64Array.of(-5n))),
      tensor("text", 8, [1], block(6, "hello")),
    );
    const { initializers, read } = await openInitializers(byteSource(bytes));
    expect([...initializers].map(([name, { type, elementType, dims }]) => [name, type, elementType, dims])).toEqual([
      ["b", "float32", 1, [1, 2]],
      ["a", "int64", 7, []],
      ["text", undefined, 8, [1]],
    ]); // prettier-ignore
    expect(await read("b")).toEqual({ name: "b", type: "float32", dims: [1, 2], data: floats(1.5, -2) }); // prettier-ignore
    expect(new BigInt64Array((await read("a")).data.buffer)).toEqual(BigInt64Array.of(-5n));
    await expect(read("text")).rejects.toThrow(
      "openInitializers: expected numbers in text, got ONNX type 8",
    );
    await expect(read("c")).rejects.toThrow("openInitializers: expected a tensor c, got none");
  });

  test.each([
    { of: "packed floats", type: 1, data: [block(4, floats(1, 2, 3))], is: Float32Array.of(1, 2, 3) },
    { of: "single floats", type: 1, data: [float(4, 1), float(4, 2), float(4, 3)], is: Float32Array.of(1, 2, 3) },
    { of: "packed and single floats", type: 1, data: [block(4, floats(1, 2)), float(4, 3)], is: Float32Array.of(1, 2, 3) },
    { of: "doubles", type: 11, data: [block(10, new Uint8Array(Float64Array.of(1e-300, 0, -1).buffer))], is: Float64Array.of(1e-300, 0, -1) },
    { of: "single doubles", type: 11, data: [double(10, 0.1), double(10, -2), double(10, 0)], is: Float64Array.of(0.1, -2, 0) },
    { of: "bytes", type: 2, data: [packed(5, 0, 255, 7)], is: Uint8Array.of(0, 255, 7) },
    { of: "signed bytes", type: 3, data: [packed(5, -1n, 127, -128n)], is: Int8Array.of(-1, 127, -128) },
    { of: "unsigned shorts", type: 4, data: [packed(5, 65535, 0, 1)], is: Uint16Array.of(65535, 0, 1) },
    { of: "shorts", type: 5, data: [packed(5, -3n, 4, -32768n)], is: Int16Array.of(-3, 4, -32768) },
    { of: "single 32-bit integers", type: 6, data: [number(5, -2n), number(5, 3), number(5, 2 ** 31 - 1)], is: Int32Array.of(-2, 3, 2 ** 31 - 1) },
    { of: "64-bit integers", type: 7, data: [packed(7, -(2n ** 63n), 0, 2n ** 40n)], is: BigInt64Array.of(-(2n ** 63n), 0n, 2n ** 40n) },
    { of: "truths", type: 9, data: [packed(5, 1, 0, 1)], is: Uint8Array.of(1, 0, 1) },
    { of: "the bits of halves", type: 10, data: [packed(5, 0x3c00, 0xc100, 0)], is: Uint16Array.of(0x3c00, 0xc100, 0) },
    { of: "unsigned 32-bit integers", type: 12, data: [packed(11, 2 ** 32 - 1, 0, 1)], is: Uint32Array.of(2 ** 32 - 1, 0, 1) },
    { of: "unsigned 64-bit integers", type: 13, data: [packed(11, 2n ** 64n - 1n, 0, 2n ** 63n)], is: BigUint64Array.of(2n ** 64n - 1n, 0n, 2n ** 63n) },
    { of: "the bits of bfloat16", type: 16, data: [packed(5, 0x3f80, 0xc049, 0)], is: Uint16Array.of(0x3f80, 0xc049, 0) },
  ])("reads $of that stand in a typed field", async ({ type, data, is }) => {
    const { data: read } = await readOne(model(tensor("w", type, [3], ...data)));
    expect(read).toEqual(new Uint8Array(is.buffer));
    expect(read.buffer.byteLength).toBe(is.byteLength); // a buffer of its own
  }); // prettier-ignore

  test("reads packed sizes, and a tensor of no elements", async () => {
    const sized = block(5, packed(1, 0, 3), number(2, 1), block(8, "w"));
    expect(await readOne(model(sized))).toMatchObject({ dims: [0, 3], data: new Uint8Array(0) });
  });

  test("gives back what encodeModel wrote", async () => {
    const written = { name: "w", type: "int16", dims: [2, 1], data: Int16Array.of(-7, 8) } as const;
    const graph = { nodes: [], inputs: [], outputs: [], opsets: { "": 17 } };
    const { data, ...rest } = await readOne(encodeModel({ ...graph, initializers: [written] }));
    expect(rest).toEqual({ name: "w", type: "int16", dims: [2, 1] });
    expect(new Int16Array(data.buffer)).toEqual(written.data);
  });

  test("steps over a tensor of 5 GiB, and reads the one behind it", async () => {
    const huge = 5 * 2 ** 30;
    const before = concat(number(1, 2 ** 28), number(1, 5), number(2, 1), block(8, "huge"), Uint8Array.of(0x4a), varint(huge)); // prettier-ignore
    const after = tensor("w", 1, [2], raw(Float32Array.of(3, 4)));
    const hugeField = concat(Uint8Array.of(0x2a), varint(before.length + huge), before);
    const graphBytes = hugeField.length + huge + after.length;
    const head = concat(number(1, 8), Uint8Array.of(0x3a), varint(graphBytes), hugeField);
    let bytesRead = 0;
    const source: ByteSource = {
      size: head.length + huge + after.length,
      async read(begin, end) {
        bytesRead += end - begin;
        const bytes = new Uint8Array(end - begin); // zeros between the head and the tail
        for (const [part, at] of [[head, 0], [after, head.length + huge]] as const)
          for (let i = Math.max(begin, at); i < Math.min(end, at + part.length); i++)
            bytes[i - begin] = part[i - at];
        return bytes.buffer;
      },
    }; // prettier-ignore
    const { initializers, read } = await openInitializers(source);
    expect(initializers.get("huge")?.dims).toEqual([2 ** 28, 5]);
    expect((await read("w")).data).toEqual(floats(3, 4));
    expect(bytesRead).toBeLessThan(200_000);
  });

  test("reads 300,000 elements of one field each in time that grows with their number", async () => {
    const count = 300_000;
    const one = float(4, 1);
    const data = new Uint8Array(count * one.length);
    for (let i = 0; i < count; i++) data.set(one, i * one.length);
    const start = performance.now();
    const { data: read } = await readOne(model(tensor("w", 1, [count], data)));
    expect(new Float32Array(read.buffer).every((value) => value === 1)).toBe(true);
    expect(performance.now() - start).toBeLessThan(20_000); // a hang, not a promise of speed
  });

  test("reads many tensors at the same time", async () => {
    const names = Array.from({ length: 30 }, (_, i) => `w${i}`);
    const padding = block(3, new Uint8Array(20_000)); // so that each is in another piece of the file
    const tensors = names.map((name, i) => concat(tensor(name, 1, [1], float(4, i)), padding));
    const { read } = await openInitializers(byteSource(model(...tensors)));
    const all = await Promise.all(names.map((name) => read(name)));
    expect(all.map(({ data }) => new Float32Array(data.buffer)[0])).toEqual(names.map((_, i) => i));
  });

  test("begins errors as the caller says", async () => {
    await expect(openInitializers(byteSource(number(1, 8)), { context: "load: a.onnx" })).rejects.toThrow(
      new RangeError("load: a.onnx: expected an ONNX model, got none with a graph"),
    ); // prettier-ignore
  });
});

describe("a hostile or damaged model", () => {
  const sizes17 = Array.from({ length: 17 }, () => 1);
  test.each([
    { of: "nothing in it", bytes: () => new Uint8Array(0), message: "expected an ONNX model, got none with a graph" },
    { of: "two graphs", bytes: () => concat(model(), block(7)), message: "expected one graph, got another" },
    { of: "one name twice", bytes: () => model(tensor("w", 1, [0]), tensor("w", 1, [0])), message: "expected w once, got it twice" },
    { of: "a name that fills the file", bytes: () => model(tensor("x".repeat(5000), 1, [0])), message: "expected a text of at most 4096 bytes at byte" },
    { of: "17 sizes", bytes: () => model(tensor("w", 1, sizes17)), message: "expected at most 16 sizes" },
    { of: "17 packed sizes", bytes: () => model(block(5, packed(1, ...sizes17))), message: "expected at most 16 sizes" },
    { of: "packed sizes without end", bytes: () => model(block(5, block(1, new Uint8Array(1000)))), message: "expected at most 16 sizes" },
    { of: "a packed size that is cut", bytes: () => model(block(5, block(1, Uint8Array.of(1, 0x80)))), message: "expected 1 packed numbers, got more" },
    { of: "a negative size", bytes: () => model(tensor("w", 1, [-1n])), message: "expected at most 16 sizes below 2^53" },
    { of: "a field past its message", bytes: () => concat(number(1, 8), Uint8Array.of(0x3a, 2, 0x12, 1, 0)), message: "expected a field that ends before byte 6 at byte 4, got field 2 to 7" },
    { of: "a length of 2^64 - 1", bytes: () => concat(Uint8Array.of(0x3a), varint(2n ** 64n - 1n), new Uint8Array(9)), message: "expected a field that ends before byte 20" },
    { of: "a field of number 0", bytes: () => model(Uint8Array.of(0, 0)), message: "expected a field that ends before byte 6 at byte 4, got field 0" },
    { of: "a group", bytes: () => model(Uint8Array.of(0x0b)), message: "expected a wire type of protobuf at byte 4, got 3" },
    { of: "a number of 11 bytes", bytes: () => model(Uint8Array.of(0x08), new Uint8Array(11).fill(0x80)), message: "expected a number of at most 10 bytes at byte 5, got a longer one" },
    { of: "a number that is cut", bytes: () => Uint8Array.of(8, 0x80), message: "expected a whole number at byte 1, got the message's end" },
  ])("with $of is refused when it is opened", async ({ bytes, message }) => {
    const opened = openInitializers(byteSource(bytes()));
    await expect(opened).rejects.toThrow(RangeError);
    await expect(opened).rejects.toThrow(`openInitializers: ${message}`);
  }); // prettier-ignore

  test("with 5,000,001 fields is refused", async () => {
    const bytes = new Uint8Array(10_000_002);
    for (let i = 0; i < bytes.length; i += 2) bytes[i] = 8; // field 1: 0
    const opened = openInitializers(byteSource(bytes));
    await expect(opened).rejects.toThrow("expected at most 5000000 fields at byte 10000000, got more");
  }); // prettier-ignore

  const terabytes = [2 ** 40, 2 ** 40, 2 ** 40];
  test.each([
    { of: "too few raw bytes", data: tensor("w", 1, [2], raw(Uint8Array.of(1, 2, 3))), message: "expected 8 bytes for w, float32 [2], got 3" },
    { of: "too many raw bytes", data: tensor("w", 2, [2], raw(Uint8Array.of(1, 2, 3))), message: "expected 2 bytes for w, uint8 [2], got 3" },
    { of: "sizes of terabytes", data: tensor("w", 1, terabytes, float(4, 1)), message: "elements for w, float32 [1099511627776, 1099511627776, 1099511627776], got 4 bytes" },
    { of: "sizes of terabytes of integers", data: tensor("w", 7, terabytes, packed(7, 1)), message: "got 1 bytes" },
    { of: "no elements", data: tensor("w", 1, [2]), message: "expected 2 elements for w, float32 [2], got 0 bytes" },
    { of: "floats as integers", data: tensor("w", 1, [2], packed(5, 1, 2)), message: "expected 2 elements for w, float32 [2], got 0 bytes" },
    { of: "too few integers", data: tensor("w", 7, [3], packed(7, 1000, 2)), message: "expected 3 packed numbers, got 2" },
    { of: "too many integers", data: tensor("w", 7, [3], packed(7, 1, 2, 3, 4)), message: "expected 3 packed numbers, got more" },
    { of: "more bytes than its integers can have", data: tensor("w", 7, [1], block(7, new Uint8Array(11))), message: "expected 1 elements for w, int64 [1], got 11 bytes" },
    { of: "an integer of 11 bytes", data: tensor("w", 7, [2], block(7, new Uint8Array(10).fill(0x80), varint(1), varint(1))), message: "expected 2 packed numbers, got 0" },
  ])("with $of is refused when the tensor is read", async ({ data, message }) => {
    const reading = readOne(model(data));
    await expect(reading).rejects.toThrow(RangeError);
    await expect(reading).rejects.toThrow(message);
  }); // prettier-ignore

  test("whose source gives fewer bytes than asked for is refused", async () => {
    const whole = byteSource(model(tensor("w", 1, [100], raw(new Float32Array(100)))));
    const { read } = await openInitializers({
      size: whole.size,
      read: (begin, end) => whole.read(begin, begin === 0 ? end : end - 1),
    });
    await expect(read("w")).rejects.toThrow(
      `openInitializers: expected 400 bytes at ${whole.size - 400}, got 399: truncated`,
    );
  });

  test("is refused by a RangeError, or read, whatever bytes of it are changed", async () => {
    const bytes = model(
      tensor("a", 1, [2], raw(Float32Array.of(1, 2))),
      tensor("b", 6, [3], packed(5, 1, -2n, 3)),
      tensor("c", 1, [2], float(4, 1), float(4, 2)),
    );
    const edits = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }); // prettier-ignore
    await fc.assert(
      fc.asyncProperty(edits, fc.nat(bytes.length), async (changes, length) => {
        const changed = bytes.slice(0, length > bytes.length / 2 ? length : bytes.length);
        for (const [at, value] of changes) if (at < changed.length) changed[at] = value;
        let outcome = "RangeError: openInitializers: expected"; // also where it can be read
        try {
          const { initializers, read } = await openInitializers(byteSource(changed));
          for (const name of initializers.keys()) await read(name);
        } catch (error) {
          outcome = String(error);
        }
        expect(outcome).toMatch(/^RangeError: openInitializers: expected/);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("elements in a file beside the model", () => {
  const entry = (key: string, value: string) => block(13, block(1, key), block(2, value));
  const beside = (name: string, ...entries: [string, string][]) =>
    tensor(name, 1, [2], ...entries.map((each) => entry(...each)));

  /** Opens a model beside which every file has these bytes; what is asked of it is written down. */
  async function opened(bytes: Uint8Array, content = floats(1, 2, 3)) {
    const asked: string[] = [];
    const openExternal = async (location: string, name: string): Promise<ExternalSource> => {
      asked.push(`open ${location} for ${name}`);
      const close = async () => void asked.push("close");
      return { ...byteSource(content), close };
    };
    const { read } = await openInitializers(byteSource(bytes), { openExternal });
    return { read, asked };
  }

  test("are read from the place that the model states, and the file is closed", async () => {
    const { read, asked } = await opened(
      model(beside("w", ["location", "./data/x/../w.bin"], ["offset", "4"], ["length", "8"])),
    );
    expect((await read("w")).data).toEqual(floats(2, 3));
    expect(asked).toEqual(["open data/w.bin for w", "close"]);
  });

  test("are read from the file's beginning where no place is stated", async () => {
    const { read } = await opened(model(beside("w", ["location", "w.bin"])));
    expect((await read("w")).data).toEqual(floats(1, 2));
  });

  test("are refused where nobody opens files", async () => {
    await expect(readOne(model(beside("w", ["location", "w.bin"])))).rejects.toThrow(
      "expected the data of w in the model itself, got them in w.bin beside it; pass openExternal",
    );
  });

  test.each(["", ".", "..", "../w.bin", "a/../../w.bin", "/etc/passwd", "\\w.bin", "..\\w.bin", "C:\\w.bin", "c:w.bin", "w\0.bin"])(
    "are not looked for at %j",
    async (location) => {
      const { read, asked } = await opened(model(beside("w", ["location", location])));
      await expect(read("w")).rejects.toThrow(
        `expected the data of w in a file beside the model, got ${location}`,
      );
      expect(asked).toEqual([]);
    },
  ); // prettier-ignore

  test.each([
    { offset: "5", length: "8", got: "8 at 5" },
    { offset: "0", length: "4", got: "4 at 0" },
    { offset: "-4", length: "8", got: "8 at NaN" },
    { offset: "1e0", length: "8", got: "8 at NaN" },
    { offset: "9007199254740993", length: "8", got: "8 at NaN" },
    { offset: "0", length: "x", got: "NaN at 0" },
  ])("are refused at offset $offset with length $length", async ({ offset, length, got }) => {
    const { read, asked } = await opened(
      model(beside("w", ["location", "w.bin"], ["offset", offset], ["length", length])),
    );
    await expect(read("w")).rejects.toThrow(
      `expected 8 bytes for w inside w.bin of 12, got ${got}`,
    );
    expect(asked.at(-1)).toBe("close");
  });

  test("may be shared 16 times and no more, however their file is spelt", async () => {
    const shared = (count: number) =>
      model(
        ...Array.from({ length: count }, (_, i) =>
          beside(`w${i}`, ["location", `${"./".repeat(i)}w.bin`]),
        ),
      );
    const { read } = await opened(shared(16), floats(1, 2));
    expect((await read("w15")).data).toEqual(floats(1, 2));
    const bomb = await opened(shared(17), floats(1, 2));
    await expect(bomb.read("w0")).rejects.toThrow(
      "expected tensors of about 8 bytes in w.bin, got 136: too many share its bytes",
    );
  });
});
