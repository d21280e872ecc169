import { crc32, deflateRawSync } from "node:zlib";

/** One file of an archive, and the lies told about it. */
export interface ZipMember {
  name: string;
  bytes: Uint8Array;
  deflate?: boolean;
  /** Sizes, place and checksum that the directory claims, where they are not the true ones. */
  claimed?: { size?: number; packed?: number; offset?: number; crc?: number };
  /** Bytes between the local header and the data. */
  extra?: Uint8Array;
}

/** A zip archive as bytes; files are stored unless told otherwise. */
export function makeZip(members: ZipMember[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, bytes, deflate = false, claimed = {}, extra = new Uint8Array() } of members) {
    const data = deflate ? deflateRawSync(bytes) : Buffer.from(bytes);
    const method = deflate ? 8 : 0;
    const crc = claimed.crc ?? crc32(bytes);
    const size = claimed.size ?? bytes.length;
    const packed = claimed.packed ?? data.length;
    const label = Buffer.from(name);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(method, 8);
    local.writeUInt32LE(crc, 14);
    local.writeUInt32LE(packed, 18);
    local.writeUInt32LE(size, 22);
    local.writeUInt16LE(label.length, 26);
    local.writeUInt16LE(extra.length, 28);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(method, 10);
    central.writeUInt32LE(crc, 16);
    central.writeUInt32LE(packed, 20);
    central.writeUInt32LE(size, 24);
    central.writeUInt16LE(label.length, 28);
    central.writeUInt32LE(claimed.offset ?? at, 42);
    directory.push(central, label);
    parts.push(local, label, Buffer.from(extra), data);
    at += 30 + label.length + extra.length + data.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, listed, end]);
}
