/**
 * The lines of a text that comes in chunks of UTF-8, without their ends.
 *
 * @param most - The number of bytes that it may have in all.
 * @throws {RangeError} If it has more.
 */
export async function* splitLines(
  chunks: AsyncIterable<Uint8Array>,
  most: number,
): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  let bytes = 0;
  let begun: string[] = []; // pieces of the line that has not ended yet
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > most) throw new RangeError(`more than ${most} bytes of text`);
    const [first, ...others] = decoder.decode(chunk, { stream: true }).split("\n");
    begun.push(first);
    for (const next of others) {
      yield begun.join("");
      begun = [next];
    }
  }
  const last = begun.join("") + decoder.decode();
  if (last !== "") yield last;
}
