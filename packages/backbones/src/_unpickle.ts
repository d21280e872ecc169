import { shorten } from "./_shorten.ts";

/** A class or function named in a pickle. Never looked up, never called: only its name is kept. */
export class PickledGlobal {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** What a pickle would have made by calling `global` on `args`, and then given `state`. */
export class PickledCall {
  readonly global: PickledGlobal;
  readonly args: unknown[];
  state: unknown = undefined;
  constructor(global: PickledGlobal, args: unknown[]) {
    this.global = global;
    this.args = args;
  }
}

/** What stands for the tensor storage that a pickle refers to. */
export class PickledReference {
  readonly id: unknown;
  constructor(id: unknown) {
    this.id = id;
  }
}

const mark = Symbol("mark");

/** Classes whose objects are dicts and lists, with the content as an argument or set later. */
const dicts = new Set([
  "collections.OrderedDict",
  "collections.Counter",
  "builtins.dict",
  "__builtin__.dict",
]);
const lists = new Set(["builtins.list", "__builtin__.list"]);

/** A pickle of so many instructions is no checkpoint: each may make an object. */
const maxInstructions = 2_000_000;

/** Thrown where the bytes end before the pickle does; more bytes may help. */
export class UnfinishedPickle extends RangeError {}

/**
 * Reads one pickle as data: dicts become Maps, lists and tuples arrays, and everything that
 * would run code a `PickledCall` that runs nothing. Only names that `allowed` takes may occur.
 *
 * @returns The value, and where the pickle ends.
 */
export function unpickle(
  bytes: Uint8Array,
  options: { allowed: (name: string) => boolean; source: string; start?: number },
): { value: unknown; end: number } {
  const { allowed, source, start = 0 } = options;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const stack: unknown[] = [];
  const memo = new Map<number, unknown>();
  let at = start;

  const fail = (expected: string, got: string): never => {
    throw new RangeError(`${source}: expected ${expected}, got ${got} at byte ${at} of the pickle`);
  };
  const take = (length: number): number => {
    if (!(length <= bytes.length - at))
      throw new UnfinishedPickle(
        `${source}: expected ${length} more bytes of a pickle at byte ${at}, got ${bytes.length - at}: truncated`,
      );
    at += length;
    return at - length;
  };
  const text = (length: number): string => {
    const from = take(length);
    return new TextDecoder().decode(bytes.subarray(from, from + length));
  };
  const byte = () => view.getUint8(take(1));
  const uint32 = () => view.getUint32(take(4), true);
  const uint64 = () => Number(view.getBigUint64(take(8), true));
  const line = (): string => {
    const end = bytes.indexOf(10, at);
    if (end < 0) take(bytes.length - at + 1);
    const from = at;
    at = end + 1;
    return new TextDecoder().decode(bytes.subarray(from, end));
  };
  const pop = (): unknown => {
    if (!stack.length || stack.at(-1) === mark) fail("a value", "none");
    return stack.pop();
  };
  const popToMark = (): unknown[] => {
    const from = stack.lastIndexOf(mark);
    if (from < 0) fail("a mark", "none");
    return stack.splice(from).slice(1);
  };
  const top = (): unknown => (stack.length ? stack.at(-1) : fail("a value", "none"));
  const integer = (length: number): number | bigint => {
    if (length > 64) fail("an integer of at most 64 bytes", `${length}`);
    const from = take(length);
    let value = 0n;
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[from + i]);
    const signed = length ? BigInt.asIntN(8 * length, value) : 0n;
    return BigInt(Number(signed)) === signed ? Number(signed) : signed;
  };
  const named = (name: string): PickledGlobal => {
    if (!allowed(name)) {
      const way = "it is not run; save a state_dict of tensors";
      throw new RangeError(
        `${source}: expected tensors and plain values, got ${shorten(name)}: ${way}`,
      );
    }
    return new PickledGlobal(name);
  };
  const call = (global: unknown, args: unknown): void => {
    if (!(global instanceof PickledGlobal) || !Array.isArray(args))
      return fail("a class and its arguments", "something else");
    if (dicts.has(global.name)) stack.push(dictOf(args));
    else if (global.name === "collections.defaultdict") stack.push(dictOf(args.slice(1)));
    else if (lists.has(global.name)) stack.push(listOf(args));
    else stack.push(new PickledCall(global, args));
  };
  /** `OrderedDict()`, or as Python 2 wrote it, `OrderedDict([[key, value], ...])`. */
  const dictOf = ([items = []]: unknown[]): Map<unknown, unknown> => {
    if (items instanceof Map) return new Map(items);
    const isPair = (item: unknown): item is [unknown, unknown] =>
      Array.isArray(item) && item.length === 2;
    if (Array.isArray(items) && items.every(isPair)) return new Map(items);
    return fail("a dict of pairs", "something else");
  };
  const listOf = ([items = []]: unknown[]): unknown[] =>
    Array.isArray(items) ? [...items] : fail("a list of items", "something else");
  const setItems = (items: unknown[]): void => {
    const target = top();
    if (!(target instanceof Map)) return fail("a dict", "something else");
    for (let i = 0; i + 1 < items.length; i += 2) target.set(items[i], items[i + 1]);
  };
  const append = (items: unknown[]): void => {
    const target = top();
    if (!Array.isArray(target)) return fail("a list", "something else");
    for (const item of items) target.push(item);
  };

  for (let count = 1; ; count++) {
    const opcode = byte();
    if (count > maxInstructions) fail(`at most ${maxInstructions} instructions`, "more");
    switch (opcode) {
      case 0x80: // PROTO
        if (byte() > 5) fail("pickle protocol 2 to 5", `${bytes[at - 1]}`);
        break;
      case 0x95: // FRAME
        take(8);
        break;
      case 0x2e: // STOP
        return { value: pop(), end: at };

      case 0x4e: // NONE
        stack.push(null);
        break;
      case 0x88: // NEWTRUE
      case 0x89: // NEWFALSE
        stack.push(opcode === 0x88);
        break;
      case 0x4a: // BININT
        stack.push(view.getInt32(take(4), true));
        break;
      case 0x4b: // BININT1
        stack.push(byte());
        break;
      case 0x4d: // BININT2
        stack.push(view.getUint16(take(2), true));
        break;
      case 0x8a: // LONG1
        stack.push(integer(byte()));
        break;
      case 0x8b: // LONG4
        stack.push(integer(uint32()));
        break;
      case 0x47: // BINFLOAT
        stack.push(view.getFloat64(take(8), false));
        break;
      case 0x8c: // SHORT_BINUNICODE
      case 0x55: // SHORT_BINSTRING
        stack.push(text(byte()));
        break;
      case 0x58: // BINUNICODE
      case 0x54: // BINSTRING
        stack.push(text(uint32()));
        break;
      case 0x8d: // BINUNICODE8
        stack.push(text(uint64()));
        break;
      case 0x43: // SHORT_BINBYTES
        stack.push(text(byte()));
        break;
      case 0x42: // BINBYTES
        stack.push(text(uint32()));
        break;

      case 0x7d: // EMPTY_DICT
        stack.push(new Map());
        break;
      case 0x5d: // EMPTY_LIST
      case 0x29: // EMPTY_TUPLE
      case 0x8f: // EMPTY_SET
        stack.push([]);
        break;
      case 0x28: // MARK
        stack.push(mark);
        break;
      case 0x74: // TUPLE
      case 0x6c: // LIST
      case 0x91: // FROZENSET
        stack.push(popToMark());
        break;
      case 0x85: // TUPLE1
      case 0x86: // TUPLE2
      case 0x87: {
        // TUPLE3
        const items = [];
        for (let i = 0x84; i < opcode; i++) items.unshift(pop());
        stack.push(items);
        break;
      }
      case 0x64: {
        // DICT
        const items = popToMark();
        stack.push(new Map());
        setItems(items);
        break;
      }
      case 0x73: {
        // SETITEM
        const value = pop();
        setItems([pop(), value]);
        break;
      }
      case 0x75: // SETITEMS
        setItems(popToMark());
        break;
      case 0x61: // APPEND
        append([pop()]);
        break;
      case 0x65: // APPENDS
      case 0x90: // ADDITEMS
        append(popToMark());
        break;
      case 0x30: // POP
        if (top() === mark) stack.pop();
        else pop();
        break;
      case 0x31: // POP_MARK
        popToMark();
        break;

      case 0x71: // BINPUT
        memo.set(byte(), top());
        break;
      case 0x72: // LONG_BINPUT
        memo.set(uint32(), top());
        break;
      case 0x94: // MEMOIZE
        memo.set(memo.size, top());
        break;
      case 0x68: // BINGET
      case 0x6a: {
        // LONG_BINGET
        const key = opcode === 0x68 ? byte() : uint32();
        if (!memo.has(key)) fail("a value kept before", `number ${key}`);
        stack.push(memo.get(key));
        break;
      }

      case 0x63: {
        // GLOBAL
        const module = line();
        stack.push(named(`${module}.${line()}`));
        break;
      }
      case 0x93: {
        // STACK_GLOBAL
        const name = pop();
        const module = pop();
        if (typeof name !== "string" || typeof module !== "string") fail("a name", "another value");
        stack.push(named(`${module as string}.${name as string}`));
        break;
      }
      case 0x52: // REDUCE
      case 0x81: {
        // NEWOBJ
        const args = pop();
        call(pop(), args);
        break;
      }
      case 0x62: {
        // BUILD
        const state = pop();
        const target = top();
        if (target instanceof PickledCall) target.state = state;
        else if (!(target instanceof Map)) fail("an object", "another value"); // OrderedDict's attributes
        break;
      }
      case 0x51: // BINPERSID
        stack.push(new PickledReference(pop()));
        break;

      default:
        fail("a pickle of protocol 2 to 5", `opcode 0x${opcode.toString(16)}`);
    }
  }
}
