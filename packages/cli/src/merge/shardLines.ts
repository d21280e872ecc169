import { open } from "node:fs/promises";

/**
 * Gives the lines of a file one by one, also where a thousand files are read by turns: it is open only while a chunk is read.
 *
 * @param chunkBytes - The number of bytes that are read, and held, at a time.
 */
export async function* shardLines(
  file: string,
  chunkBytes = 2 ** 16,
): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  let rest = "";
  for (let at = 0; ;) {
    const chunk = await readChunk(file, at, chunkBytes);
    if (chunk.length === 0) break;
    at += chunk.length;
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() as string;
    yield* lines;
  }
  if (rest !== "") yield rest;
}

async function readChunk(file: string, at: number, length: number): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
