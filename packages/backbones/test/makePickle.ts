/** Pickles by hand, protocol 2: what a checkpoint's `data.pkl` may say. */
export function pickle(...parts: (number | Uint8Array)[]): Buffer {
  const bytes = parts.map((part) => (typeof part === "number" ? Buffer.from([part]) : part));
  return Buffer.concat([Buffer.from([0x80, 2]), ...bytes, Buffer.from([0x2e])]);
}

export const text = (value: string): Buffer => {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([Buffer.from("X"), length, bytes]);
};

export const yes = Buffer.from([0x88]);

export const integer = (value: number): Buffer => {
  const bytes = Buffer.alloc(5);
  bytes[0] = 0x4a;
  bytes.writeInt32LE(value, 1);
  return bytes;
};

export const named = (module: string, name: string): Buffer => Buffer.from(`c${module}\n${name}\n`);

export const tuple = (...items: Uint8Array[]): Buffer =>
  Buffer.concat([Buffer.from("("), ...items, Buffer.from("t")]);

export const dict = (entries: Record<string, Uint8Array>): Buffer =>
  Buffer.concat([
    Buffer.from("}("),
    ...Object.entries(entries).flatMap(([key, value]) => [text(key), value]),
    Buffer.from("u"),
  ]);

/** `torch._utils._rebuild_tensor_v2(...)`, as `torch.save` writes a tensor. */
export function tensor(options: {
  storage: string;
  storageSize: number;
  offset?: number;
  shape: number[];
  strides: number[];
  type?: string;
  /** The metadata stored beside the tensor, such as its negation bit. */
  metadata?: Uint8Array;
}): Buffer {
  const {
    storage,
    storageSize,
    offset = 0,
    shape,
    strides,
    type = "FloatStorage",
    metadata,
  } = options;
  const id = tuple(
    text("storage"),
    named("torch", type),
    text(storage),
    text("cpu"),
    integer(storageSize),
  );
  return Buffer.concat([
    named("torch._utils", "_rebuild_tensor_v2"),
    tuple(
      Buffer.concat([id, Buffer.from("Q")]),
      integer(offset),
      tuple(...shape.map(integer)),
      tuple(...strides.map(integer)),
      Buffer.from([0x89]),
      Buffer.concat([named("collections", "OrderedDict"), Buffer.from(")R")]),
      ...(metadata ? [metadata] : []),
    ),
    Buffer.from("R"),
  ]);
}
