import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { shardLines } from "./shardLines.ts";

test.each([1, 3, 100])(
  "shardLines gives every line, read %i bytes at a time",
  async (chunkBytes) => {
    const file = join(await temporaryFolder(), "records.jsonl");
    await writeFile(file, "ä1\n\n€2\nlast");
    const lines: string[] = [];
    for await (const line of shardLines(file, chunkBytes)) lines.push(line);
    expect(lines).toEqual(["ä1", "", "€2", "last"]);
    await writeFile(file, "");
    expect((await shardLines(file).next()).done).toBe(true);
  },
);
