import { checkDepth, decoding, open } from "./_decode.ts";

/** What a mask file holds, as stored. */
export interface MaskValues {
  data: ArrayLike<number>;
  channels: number;
  height: number;
  width: number;
  /** Whether black may be a little grey, as in a JPEG. */
  lossy: boolean;
  /** Whether the file's transparency is not the same everywhere; the other values leave it out. */
  seeThrough: boolean;
}

/** The file's values as stored: grey as one channel, 16 bits as 16 bits. */
export function readMaskValues(caller: string, path: string): Promise<MaskValues> {
  return decoding(caller, path, async (bytes) => {
    const file = await open(bytes);
    const metadata = await file.metadata();
    checkDepth(metadata);
    const { space, depth, format, hasAlpha } = metadata;
    const seeThrough = hasAlpha && (await hasShape(bytes));
    const deep = depth === "ushort";
    const grey = space === "b-w" || space === "grey16";
    file.removeAlpha();
    if (grey) file.toColourspace(deep ? "grey16" : "b-w");
    else if (deep) file.toColourspace("rgb16");
    const { data, info } = await file
      .raw({ depth: deep ? "ushort" : "uchar" })
      .toBuffer({ resolveWithObject: true });
    const { channels, height, width } = info;
    const values = deep ? new Uint16Array(data.buffer, data.byteOffset, data.length / 2) : data;
    return { data: values, channels, height, width, lossy: format === "jpeg", seeThrough };
  });
}

/** Whether the last channel, the transparency, has more than one value. */
async function hasShape(bytes: Uint8Array): Promise<boolean> {
  const { channels } = await (await open(bytes)).stats();
  const { min, max } = channels[channels.length - 1];
  return min < max;
}
