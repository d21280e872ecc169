import { describe, expect, test } from "vitest";
import { PickledCall, PickledGlobal, PickledReference, unpickle } from "./_unpickle.ts";

/** Bytes from a text in which `\x00` stands for a byte, and each other character for its own. */
const bytes = (text: string) => Uint8Array.from(Buffer.from(text, "latin1"));
const read = (body: string, allowed = (name: string) => name.startsWith("torch.") || name.startsWith("collections.")) =>
  unpickle(bytes(`${body}.`), { source: "f", allowed }); // prettier-ignore

describe("each instruction gives what Python's pickletools says of it", () => {
  // The codes are those of pickletools.opcodes; the values are worked by hand.
  test.each<{ of: string; body: string; value: unknown }>([
    { of: "PROTO 5, FRAME, NONE", body: "\x80\x05\x95\x01\0\0\0\0\0\0\0N", value: null },
    { of: "NEWTRUE", body: "\x88", value: true },
    { of: "NEWFALSE", body: "\x89", value: false },
    { of: "BININT, negative", body: "J\xfe\xff\xff\xff", value: -2 },
    { of: "BININT1", body: "K\xff", value: 255 },
    { of: "BININT2", body: "M\x01\x02", value: 513 },
    { of: "LONG1 of no bytes", body: "\x8a\0", value: 0 },
    { of: "LONG1, negative", body: "\x8a\x02\x00\xff", value: -256 },
    { of: "LONG1 beyond a double", body: "\x8a\x09\x01\0\0\0\0\0\0\0\x01", value: 2n ** 64n + 1n },
    { of: "LONG1 of 64 bytes", body: `\x8a\x40\x07${"\0".repeat(63)}`, value: 7 },
    { of: "LONG4", body: "\x8b\x02\0\0\0\x01\x01", value: 257 },
    { of: "BINFLOAT", body: "G\x3f\xf8\0\0\0\0\0\0", value: 1.5 },
    { of: "SHORT_BINUNICODE", body: "\x8c\x02\xc3\xbc", value: "ü" },
    { of: "SHORT_BINSTRING", body: "U\x01a", value: "a" },
    { of: "BINUNICODE", body: "X\x01\0\0\0a", value: "a" },
    { of: "BINSTRING", body: "T\x01\0\0\0a", value: "a" },
    { of: "BINUNICODE8", body: "\x8d\x01\0\0\0\0\0\0\0a", value: "a" },
    { of: "SHORT_BINBYTES", body: "C\x01a", value: "a" },
    { of: "BINBYTES", body: "B\x01\0\0\0a", value: "a" },
    { of: "EMPTY_DICT", body: "}", value: new Map() },
    { of: "EMPTY_LIST", body: "]", value: [] },
    { of: "EMPTY_TUPLE", body: ")", value: [] },
    { of: "EMPTY_SET", body: "\x8f", value: [] },
    { of: "MARK, TUPLE", body: "(K\x01K\x02t", value: [1, 2] },
    { of: "LIST", body: "(K\x01l", value: [1] },
    { of: "FROZENSET", body: "(K\x01\x91", value: [1] },
    { of: "TUPLE1", body: "K\x01\x85", value: [1] },
    { of: "TUPLE2", body: "K\x01K\x02\x86", value: [1, 2] },
    { of: "TUPLE3", body: "K\x01K\x02K\x03\x87", value: [1, 2, 3] },
    { of: "DICT", body: "(K\x01K\x02d", value: new Map([[1, 2]]) },
    { of: "SETITEM", body: "}K\x01K\x02s", value: new Map([[1, 2]]) },
    { of: "SETITEMS", body: "}(K\x01K\x02K\x03K\x04u", value: new Map([[1, 2], [3, 4]]) },
    { of: "APPEND", body: "]K\x01a", value: [1] },
    { of: "APPENDS", body: "](K\x01K\x02e", value: [1, 2] },
    { of: "ADDITEMS", body: "\x8f(K\x01\x90", value: [1] },
    { of: "POP of a value", body: "K\x01K\x020", value: 1 },
    { of: "POP of a mark", body: "K\x01(0", value: 1 },
    { of: "POP_MARK", body: "K\x01(K\x02K\x031", value: 1 },
    { of: "BINPUT, BINGET", body: "K\x07q\x050h\x05", value: 7 },
    { of: "LONG_BINPUT, LONG_BINGET", body: "K\x07r\x05\x01\0\x000j\x05\x01\0\0", value: 7 },
    { of: "MEMOIZE, twice", body: "K\x07\x94K\x08\x94\x86h\x00", value: 7 },
    { of: "MEMOIZE, the second", body: "K\x07\x94K\x08\x94\x86h\x01", value: 8 },
    { of: "GLOBAL", body: "ctorch\nFloatStorage\n", value: new PickledGlobal("torch.FloatStorage") },
    { of: "STACK_GLOBAL", body: "U\x05torchU\x01x\x93", value: new PickledGlobal("torch.x") },
    { of: "REDUCE", body: "ctorch\nx\nK\x01\x85R", value: new PickledCall(new PickledGlobal("torch.x"), [1]) },
    { of: "NEWOBJ", body: "ctorch\nx\n)\x81", value: new PickledCall(new PickledGlobal("torch.x"), []) },
    { of: "REDUCE of a dict, BUILD, which gives it attributes", body: "ccollections\nOrderedDict\n)RK\x01b", value: new Map() },
    { of: "BINPERSID", body: "K\x01Q", value: new PickledReference(1) },
  ])("$of", ({ body, value }) => {
    expect(read(body)).toEqual({ value, end: Buffer.byteLength(body, "latin1") + 1 });
  }); // prettier-ignore

  test("BUILD keeps an object's state", () => {
    const { value } = read("ctorch\nx\n)\x81K\x05b") as { value: PickledCall };
    expect(value.state).toBe(5);
  });
});

test.each([
  { of: "protocol 6", body: "\x80\x06N", message: "expected pickle protocol 2 to 5, got 6" },
  { of: "opcode I, of protocol 0", body: "I1\n", message: "protocol 2 to 5, got opcode 0x49" },
  { of: "no value at the end", body: "", message: "expected a value, got none" },
  { of: "a mark at the end", body: "(", message: "expected a value, got none" },
  { of: "a tuple without its mark", body: "K\x01t", message: "expected a mark, got none" },
  { of: "a value that was not kept", body: "h\x03", message: "expected a value kept before, got number 3" },
  { of: "items of no dict", body: "]K\x01K\x02s", message: "expected a dict, got something else" },
  { of: "an item of no list", body: "}K\x01a", message: "expected a list, got something else" },
  { of: "an integer of 65 bytes", body: `\x8a\x41\x07${"\0".repeat(64)}`, message: "expected an integer of at most 64 bytes, got 65" },
  { of: "state of a number", body: "K\x01K\x02b", message: "expected an object, got another value" },
  { of: "a name that is a number", body: "K\x01U\x01x\x93", message: "expected a name, got another value" },
  { of: "a module that is a number", body: "U\x01xK\x01\x93", message: "expected a name, got another value" },
])("refuses $of", ({ body, message }) => {
  expect(() => read(body)).toThrow(message);
}); // prettier-ignore

test.each(["K", "J\0\0\0", "X\x05\0\0\0ab", "G\0", "ctorch\nx"])("tells where %j ends early", (body) => {
  expect(() => unpickle(bytes(body), { source: "f", allowed: () => true })).toThrow(/: truncated$/);
}); // prettier-ignore
