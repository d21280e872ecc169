import { expect, test } from "vitest";
import { block, concat, model, tensor } from "../test/wire.ts";
import { withChecksum } from "./withChecksum.ts";
import { withInitializers } from "./withInitializers.ts";

const raw = (...values: number[]) => block(9, new Uint8Array(Float32Array.from(values).buffer));
const file = (b: Uint8Array) =>
  concat(
    model(block(2, "graph"), tensor("a", 1, [2], raw(1, 2)), tensor("b", 1, [1, 2], b)),
    block(14, block(1, "key"), block(2, "text")),
  );

test("replaces the elements of one initialiser and copies every other byte", async () => {
  const bytes = file(raw(3, 4));
  const before = Uint8Array.from(bytes);
  expect(await withInitializers(bytes, { b: Float32Array.of(5, -6) })).toEqual(file(raw(5, -6)));
  expect(bytes).toEqual(before);
});

test("takes elements from the middle of a buffer, and keeps a checksum right", async () => {
  const values = Float32Array.of(0, 5, -6, 0).subarray(1, 3);
  expect(await withInitializers(await withChecksum(file(raw(3, 4))), { b: values })).toEqual(
    await withChecksum(file(raw(5, -6))),
  );
});

test("refuses a damaged file", async () => {
  const bytes = await withChecksum(file(raw(3, 4)));
  bytes[bytes.length - 1] ^= 1;
  await expect(withInitializers(bytes, {})).rejects.toThrow(
    "withInitializers: expected a file that fits its checksum, got a damaged one",
  );
});

test.each([
  { of: "a name that is not there", bytes: file(raw(3, 4)), name: "c", got: "none" },
  { of: "another size", bytes: file(raw(3, 4)), name: "b", values: [1], got: "float32 [1, 2]" },
  {
    of: "another type",
    bytes: model(tensor("b", 6, [2], block(9, new Uint8Array(8)))),
    name: "b",
    got: "int32 [2]",
  },
  {
    of: "elements in a typed field",
    bytes: file(block(4, new Uint8Array(Float32Array.of(3, 4).buffer))),
    name: "b",
    got: "its elements elsewhere",
  },
  { of: "fewer bytes than its sizes say", bytes: file(raw(3)), name: "b", got: "its elements elsewhere" }, // prettier-ignore
])("refuses $of", async ({ bytes, name, values = [1, 2], got }) => {
  await expect(withInitializers(bytes, { [name]: Float32Array.from(values) })).rejects.toThrow(
    new RangeError(
      `withInitializers: expected ${name} as float32 of ${values.length} elements in the model itself, got ${got}`,
    ),
  );
});

test("has nothing to change in a file without changes", async () => {
  const bytes = model();
  await expect(withInitializers(bytes, {})).resolves.toEqual(bytes);
});
