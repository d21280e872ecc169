import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { splitLines } from "./_splitLines.ts";

const chunked = (text: string, size: number) => {
  const bytes = Buffer.from(text);
  const count = Math.ceil(bytes.length / size);
  return Readable.from(Array.from({ length: count }, (_, i) => bytes.subarray(i * size, (i + 1) * size))); // prettier-ignore
};

test.each([1, 2, 5, 100])(
  "gives the lines of chunks of %i bytes, whatever they cut",
  async (size) => {
    const lines: string[] = [];
    for await (const line of splitLines(chunked("ä\n\nb€c\nlast", size), 100)) lines.push(line);
    expect(lines).toEqual(["ä", "", "b€c", "last"]);
  },
);

test("refuses more bytes than it may have", async () => {
  const read = async () => {
    for await (const _ of splitLines(chunked("abcdef", 2), 5));
  };
  await expect(read()).rejects.toThrow("more than 5 bytes of text");
});
