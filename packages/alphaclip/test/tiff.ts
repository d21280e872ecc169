/** A grey picture as an uncompressed TIFF, the plainest file that image readers take. */
export function greyTiff(pixels: Uint8Array, height: number, width: number): Buffer {
  const entries: [tag: number, value: number][] = [
    [256, width],
    [257, height],
    [258, 8], // bits a sample
    [259, 1], // no compression
    [262, 1], // 0 is black
    [273, 8], // where the pixels begin
    [277, 1], // samples a pixel
    [278, height], // rows a strip
    [279, pixels.length],
  ];
  const directory = Buffer.alloc(2 + entries.length * 12 + 4);
  directory.writeUInt16LE(entries.length, 0);
  for (const [i, [tag, value]] of entries.entries()) {
    const at = 2 + i * 12;
    directory.writeUInt16LE(tag, at);
    directory.writeUInt16LE(4, at + 2); // a 32-bit number
    directory.writeUInt32LE(1, at + 4);
    directory.writeUInt32LE(value, at + 8);
  }
  const header = Buffer.from([0x49, 0x49, 42, 0, 0, 0, 0, 0]);
  header.writeUInt32LE(8 + pixels.length, 4);
  return Buffer.concat([header, pixels, directory]);
}
