import type { FileHandle } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { readExactly } from "@flawlens/files";

import { shorten } from "./_shorten.ts";

/** A file inside a zip archive. */
export interface ZipEntry {
  name: string;
  /** The number of bytes of the file. */
  size: number;
  /** The number of bytes that it takes in the archive. */
  packed: number;
  /** The byte at which its local header begins. */
  offset: number;
  /** The byte at which the next file's header or the directory begins. */
  limit: number;
  crc: number;
  /** Whether it is kept as it is: neither compressed nor encrypted. */
  stored: boolean;
}

const signatures = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50, end64: 0x06064b50 };
const maxDirectoryBytes = 2 ** 24; // some 200,000 files

/** The files of a zip archive, with 64-bit offsets where needed. Overlapping ones are refused. */
export async function readZipDirectory(
  handle: FileHandle,
  fileBytes: number,
  source: string,
): Promise<Map<string, ZipEntry>> {
  const fail = (expected: string, got: string): never => {
    throw new RangeError(`${source}: expected ${expected}, got ${got}`);
  };
  const place = await findDirectory(handle, fileBytes, source);
  if (place.offset + place.size > fileBytes || place.size > maxDirectoryBytes)
    return fail(
      `a zip directory inside ${fileBytes} bytes`,
      `${place.size} bytes at ${place.offset}`,
    );
  const bytes = await readExactly(handle, place.offset, place.size, source);
  const view = new DataView(bytes);
  const entries = new Map<string, ZipEntry>();
  let at = 0;
  for (let i = 0; i < place.count; i++) {
    if (at + 46 > view.byteLength || view.getUint32(at, true) !== signatures.central)
      return fail(`${place.count} files in the zip directory`, `${i}: damaged`);
    const flags = view.getUint16(at + 8, true);
    const method = view.getUint16(at + 10, true);
    const nameBytes = view.getUint16(at + 28, true);
    const extraBytes = view.getUint16(at + 30, true);
    const next = at + 46 + nameBytes + extraBytes + view.getUint16(at + 32, true);
    if (next > view.byteLength) return fail("a whole zip directory", "one that is cut off");
    const name = new TextDecoder().decode(new Uint8Array(bytes, at + 46, nameBytes));
    const extra = new DataView(bytes, at + 46 + nameBytes, extraBytes);
    const [size, packed, offset] = wide(extra, [
      view.getUint32(at + 24, true),
      view.getUint32(at + 20, true),
      view.getUint32(at + 42, true),
    ]);
    const stored = method === 0 && !(flags & 1);
    if (stored && size !== packed) return fail(`${size} bytes for ${name}`, `${packed}`);
    if (entries.has(name)) return fail("every name once in the zip directory", `${name} twice`);
    const crc = view.getUint32(at + 16, true);
    entries.set(name, { name, size, packed, offset, limit: place.offset, crc, stored });
    at = next;
  }

  const byPlace = [...entries.values()].sort((a, b) => a.offset - b.offset);
  for (const [i, entry] of byPlace.entries()) {
    const next = byPlace.at(i + 1);
    if (next) entry.limit = next.offset;
    const end = entry.offset + 30 + Buffer.byteLength(entry.name) + entry.packed;
    if (end > entry.limit)
      return fail(
        `${shorten(entry.name)} to end before byte ${entry.limit}, where ${next ? "the next file" : "the directory"} begins`,
        `${end}: an overlap`,
      );
  }
  return entries;
}

/**
 * The bytes of one file, checked against the archive's checksum. It must be stored as
 * `torch.save` does, not compressed: nothing can grow when it is read.
 */
export async function readZipEntry(
  handle: FileHandle,
  { name, size, offset, limit, crc, stored }: ZipEntry,
  source: string,
): Promise<ArrayBuffer> {
  if (!stored)
    throw new RangeError(
      `${source}: expected ${name} stored as torch.save writes it, got it compressed or encrypted`,
    );
  const header = new DataView(await readExactly(handle, offset, 30, source));
  const nameBytes = header.getUint16(26, true);
  const start = offset + 30 + nameBytes + header.getUint16(28, true);
  const found = await readExactly(handle, offset + 30, Math.min(nameBytes, 4096), source);
  if (header.getUint32(0, true) !== signatures.local || new TextDecoder().decode(found) !== name)
    throw new RangeError(`${source}: expected ${name} at byte ${offset}, got something else`);
  if (start + size > limit)
    throw new RangeError(
      `${source}: expected ${name} to end before byte ${limit}, got ${start + size}: an overlap`,
    );
  const bytes = await readExactly(handle, start, size, source);
  if (crc32(new Uint8Array(bytes)) !== crc)
    throw new RangeError(`${source}: expected ${name} to have checksum ${crc}: it is damaged`);
  return bytes;
}

async function findDirectory(handle: FileHandle, fileBytes: number, source: string) {
  const tailBytes = Math.min(fileBytes, 22 + 65_535 + 20);
  const start = fileBytes - tailBytes;
  const view = new DataView(await readExactly(handle, start, tailBytes, source));
  for (let at = tailBytes - 22; at >= 0; at--) {
    if (view.getUint32(at, true) !== signatures.end) continue;
    const short = {
      count: view.getUint16(at + 10, true),
      size: view.getUint32(at + 12, true),
      offset: view.getUint32(at + 16, true),
    };
    if (short.count < 0xffff && short.size < 0xffffffff && short.offset < 0xffffffff) return short;
    if (at < 20) break;
    const end64 = Number(view.getBigUint64(at - 12, true)); // the locator stands just before
    if (end64 + 56 > fileBytes) break;
    const wide = new DataView(await readExactly(handle, end64, 56, source));
    if (wide.getUint32(0, true) !== signatures.end64) break;
    return {
      count: Number(wide.getBigUint64(32, true)),
      size: Number(wide.getBigUint64(40, true)),
      offset: Number(wide.getBigUint64(48, true)),
    };
  }
  throw new RangeError(`${source}: expected a zip directory at the end, got none: truncated`);
}

/** Sizes and offset, those of all ones replaced by the 64-bit values of the extra field. */
function wide(extra: DataView, values: [number, number, number]): number[] {
  for (let at = 0; at + 4 <= extra.byteLength; at += 4 + extra.getUint16(at + 2, true)) {
    if (extra.getUint16(at, true) !== 1) continue;
    let from = at + 4;
    return values.map((value) => {
      if (value !== 0xffffffff || from + 8 > extra.byteLength) return value;
      from += 8;
      return Number(extra.getBigUint64(from - 8, true));
    });
  }
  return values;
}
