import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { UsageError } from "../terminal/usageError.ts";
import { readConfigFile } from "./readConfigFile.ts";

describe("readConfigFile", () => {
  test("gives the object of a file", async () => {
    const file = join(await temporaryFolder(), "c.json");
    await writeFile(file, '{"steps": 3}');
    expect(await readConfigFile(file)).toEqual({ steps: 3 });
  });

  test.each([
    { content: "{", message: /^--config: expected JSON in .*c\.json: / },
    { content: "[1]", message: /^--config: expected an object, .* in .*c\.json, got \[1\]$/ },
    { content: "null", message: /got null$/ },
    { content: undefined, message: /^--config: expected a file of JSON at .*c\.json, got ENOENT/ },
  ])("refuses $content and names the file", async ({ content, message }) => {
    const file = join(await temporaryFolder(), "c.json");
    if (content !== undefined) await writeFile(file, content);
    const refused = readConfigFile(file);
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toBeInstanceOf(UsageError);
  });
});
