import type { FileHandle } from "node:fs/promises";
import { readExactly } from "@flawlens/files";

import { toStored } from "./_dtypes.ts";
import { gather, isApart, isExpanded, storageBytes, tensorBytes } from "./_stridedView.ts";
import type { TorchTensor } from "./_stridedView.ts";
import { allowedGlobal, torchTensors } from "./_torchTensors.ts";
import { UnfinishedPickle, unpickle } from "./_unpickle.ts";
import type { OpenWeights } from "./_weightsFile.ts";
import { readZipDirectory, readZipEntry } from "./_zip.ts";

export const openTorch: OpenWeights = async (handle, fileBytes, source) => {
  const first = new Uint8Array(await readExactly(handle, 0, Math.min(4, fileBytes), source));
  const isZip = first[0] === 0x50 && first[1] === 0x4b; // "PK"
  if (!isZip && first[0] !== 0x80)
    throw new RangeError(`${source}: expected a file of torch.save, got something else`);
  const { tensors, readStorage } = await (isZip ? openZip : openLegacy)(handle, fileBytes, source);
  return {
    metadata: {},
    tensors,
    async *read(names) {
      const chosen = names.map((name): [string, TorchTensor] => {
        const tensor = tensors.get(name);
        if (!tensor) throw new RangeError(`${source}: expected a tensor ${name}, got none`);
        return [name, tensor];
      });
      checkTotal(chosen, fileBytes, source);
      if (!isZip) checkViews(chosen, source);
      const byStorage = new Map<string, [string, TorchTensor][]>();
      for (const entry of chosen) {
        const { storage } = entry[1];
        byStorage.set(storage, [...(byStorage.get(storage) ?? []), entry]);
      }
      for (const group of byStorage.values()) {
        const storage = await readStorage(group[0][1]); // once, however many tensors share it
        for (const [name, tensor] of group) {
          const own = gather(tensor, group.length > 1 ? storage.slice() : storage);
          yield [name, toStored(tensor.dtype, tensor.shape, own)];
        }
      }
    },
  };
};

/** Views may repeat their bytes, but not grow beyond this. */
function checkTotal(chosen: [string, TorchTensor][], fileBytes: number, source: string) {
  const most = 16 * fileBytes + 2 ** 26;
  const total = chosen.reduce((sum, [, tensor]) => sum + tensorBytes(tensor), 0);
  if (total <= most) return;
  const [[name, largest]] = chosen.toSorted(([, a], [, b]) => tensorBytes(b) - tensorBytes(a));
  throw new RangeError(
    `${source}: expected tensors of at most ${most} bytes in a file of ${fileBytes}, got ${total}: too many share a storage; the largest is ${name} with ${tensorBytes(largest)}; leave it out by names`,
  );
}

/**
 * The older format has no checksums, so elements that share a place are more likely a damaged stride,
 * unless they are the whole storage repeated.
 */
function checkViews(chosen: [string, TorchTensor][], source: string) {
  const [name] = chosen.find(([, tensor]) => !isApart(tensor) && !isExpanded(tensor)) ?? [];
  if (name !== undefined)
    throw new RangeError(
      `${source}: expected elements that do not overlap for ${name}, got a file without checksums in which they do: damaged, or a view; save a copy, tensor.clone(), or leave it out by names`,
    );
}

type ReadStorage = (tensor: TorchTensor) => Promise<ArrayBuffer>;

interface Opened {
  tensors: Map<string, TorchTensor>;
  readStorage: ReadStorage;
}

const maxPickleBytes = 2 ** 26;

/** An archive: `<name>/data.pkl` and one file `<name>/data/<key>` a storage. */
async function openZip(handle: FileHandle, fileBytes: number, source: string): Promise<Opened> {
  const entries = await readZipDirectory(handle, fileBytes, source);
  const pickles = [...entries.values()].filter(({ name }) => /^[^/]*\/data\.pkl$/.test(name));
  if (pickles.length !== 1 || pickles[0].size > maxPickleBytes)
    throw new RangeError(
      `${source}: expected one data.pkl of at most ${maxPickleBytes} bytes, got ${pickles.length}: not written by torch.save`,
    );
  const folder = pickles[0].name.slice(0, -"data.pkl".length);
  const order = entries.get(`${folder}byteorder`);
  if (order && order.size < 100) {
    const text = new TextDecoder().decode(await readZipEntry(handle, order, source));
    if (text !== "little")
      throw new RangeError(`${source}: expected little-endian tensors, got ${text}`);
  }
  const pickle = new Uint8Array(await readZipEntry(handle, pickles[0], source));
  const { value } = unpickle(pickle, { allowed: allowedGlobal, source });
  const readStorage: ReadStorage = async (tensor) => {
    const entry = entries.get(`${folder}data/${tensor.storage}`);
    const bytes = storageBytes(tensor);
    if (entry?.size !== bytes)
      throw new RangeError(
        `${source}: expected ${bytes} bytes in data/${tensor.storage}, got ${entry?.size ?? "no such file"}`,
      );
    return readZipEntry(handle, entry, source);
  };
  return { tensors: torchTensors(value, source), readStorage };
}

/**
 * The format before PyTorch 1.6: pickles of a magic number, a version, the system's properties,
 * the checkpoint and the storages' keys; then every storage, its size in front.
 */
async function openLegacy(handle: FileHandle, fileBytes: number, source: string): Promise<Opened> {
  const [magic, version, system, root, keys, end] = await legacyPickles(handle, fileBytes, source);
  if (magic !== 0x1950a86a20f9469cfc6cn || version !== 1001)
    throw new RangeError(
      `${source}: expected a file of torch.save, got something else; for safetensors there is readSafetensors`,
    );
  if (!(system instanceof Map) || system.get("little_endian") !== true)
    throw new RangeError(`${source}: expected little-endian tensors, got others`);
  const tensors = torchTensors(root, source);
  const sizes = new Map([...tensors.values()].map((tensor) => [tensor.storage, tensor]));
  const places = new Map<string, number>();
  let at = end;
  for (const key of Array.isArray(keys) ? keys : []) {
    const tensor = sizes.get(key as string);
    if (!tensor)
      throw new RangeError(`${source}: expected storages of tensors, got ${String(key)}`);
    const count = at + 8 <= fileBytes ? await readExactly(handle, at, 8, source) : undefined;
    const elements = count && new DataView(count).getBigInt64(0, true);
    const next = at + 8 + storageBytes(tensor);
    if (elements !== BigInt(tensor.storageSize) || next > fileBytes)
      throw new RangeError(
        `${source}: expected ${tensor.storageSize} elements at byte ${at}, got ${elements ?? "the file's end"}: damaged or truncated`,
      );
    places.set(key as string, at + 8);
    at = next;
  }
  if (at !== fileBytes)
    throw new RangeError(`${source}: expected the file to end at byte ${at}, got ${fileBytes}`);
  const readStorage: ReadStorage = (tensor) => {
    const place = places.get(tensor.storage);
    if (place === undefined)
      throw new RangeError(`${source}: expected a storage ${tensor.storage}, got none`);
    return readExactly(handle, place, storageBytes(tensor), source);
  };
  return { tensors, readStorage };
}

/** The five pickles at the start, read in growing pieces, and where they end. */
async function legacyPickles(
  handle: FileHandle,
  fileBytes: number,
  source: string,
): Promise<[unknown, unknown, unknown, unknown, unknown, number]> {
  for (let length = 2 ** 18; ; length *= 4) {
    const bytes = new Uint8Array(await readExactly(handle, 0, Math.min(length, fileBytes), source));
    try {
      const values: unknown[] = [];
      let start = 0;
      for (let i = 0; i < 5; i++) {
        const { value, end } = unpickle(bytes, { allowed: allowedGlobal, source, start });
        values.push(value);
        start = end;
      }
      const [magic, version, system, root, keys] = values;
      return [magic, version, system, root, keys, start];
    } catch (error) {
      const more = length < fileBytes && length < maxPickleBytes;
      if (!(error instanceof UnfinishedPickle) || !more) throw error;
    }
  }
}
