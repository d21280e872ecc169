import { open, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { folder } from "../../test/folder.ts";
import { model, tensor, block } from "../../test/wire.ts";
import { openInitializers } from "../openInitializers.ts";
import { fileSource } from "./fileSource.ts";

const bytes = model(tensor("w", 2, [30], block(9, new Uint8Array(30).fill(5))));

async function opened() {
  const file = join(await folder(), "model.onnx");
  await writeFile(file, bytes);
  const handle = await open(file);
  onTestFinished(() => handle.close());
  return { file, source: fileSource(handle, bytes.length, "test") };
}

test("an open file is a source of what is asked for", async () => {
  const { source } = await opened();
  expect(source.size).toBe(bytes.length);
  expect(await source.read(1, 3)).toEqual(bytes.slice(1, 3).buffer);
  const { read } = await openInitializers(source);
  expect((await read("w")).data).toEqual(new Uint8Array(30).fill(5));
});

test("a file that becomes shorter while it is read is refused", async () => {
  const { file, source } = await opened();
  const { read } = await openInitializers(source);
  await truncate(file, bytes.length - 10);
  await expect(read("w")).rejects.toThrow(
    new RangeError(`test: expected 30 bytes at ${bytes.length - 30}, got 20: truncated`),
  );
});
