import { existsSync } from "node:fs";
import { readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { recorder } from "../../test/recorder.ts";
import { records } from "../../test/records.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { createTerminal } from "../terminal/terminal.ts";
import { openRecordWriter } from "./openRecordWriter.ts";

const stdout = recorder();
const terminal = createTerminal({ stdout, stderr: recorder() });

describe("openRecordWriter", () => {
  test("writes to standard output where no file is named", async () => {
    const writer = await openRecordWriter({ format: "json", terminal });
    for (const record of records) await writer.write(record);
    await writer.end();
    await writer.abort();
    expect(JSON.parse(stdout.text())).toEqual(records);
  });

  test.each(["json", "csv"] as const)("writes a file of %s whole or not at all", async (format) => {
    const file = join(await temporaryFolder(), "new/out");
    const write = async () => {
      const writer = await openRecordWriter({ format, file, terminal });
      for (const record of records) await writer.write(record);
      return writer;
    };
    const given = await write();
    await given.abort();
    expect(existsSync(file)).toBe(false);

    const writer = await write();
    await writer.end();
    await writer.abort();
    expect((await readFile(file, "utf8")).length).toBeGreaterThan(100);
    expect(await readdir(join(file, ".."))).toEqual(["out"]);
  });

  test("lets a file of JSON lines be followed while it grows", async () => {
    const file = join(await temporaryFolder(), "new/out.jsonl");
    const writer = await openRecordWriter({ format: "jsonl", file, terminal });
    await writer.write(records[0]);
    expect(JSON.parse(await readFile(file, "utf8"))).toEqual(records[0]);
    await writer.write(records[1]);
    await writer.end();
    await writer.abort();
    expect((await readFile(file, "utf8")).split("\n")).toHaveLength(3);
  });

  test("names a file that cannot be written", async () => {
    const file = join(await temporaryFolder(), "file");
    await writeFile(file, "");
    const below = join(file, "out");
    await expect(openRecordWriter({ format: "jsonl", file: below, terminal })).rejects.toThrow(
      `expected to write ${below}, got`,
    );
    const writer = await openRecordWriter({ format: "csv", file: below, terminal });
    await expect(writer.end()).rejects.toThrow(`expected to write ${below}, got`);
  });

  test.skipIf(!existsSync("/dev/full"))(
    "does not wait for ever where the disk is full (needs /dev/full)",
    async () => {
      const file = join(await temporaryFolder(), "out.json");
      await symlink("/dev/full", `${file}.partial`);
      const writer = await openRecordWriter({ format: "json", file, terminal });
      const long = { ...records[0], note: "x".repeat(100_000) };
      const writing = async () => {
        for (let i = 0; i < 20; i++) await writer.write(long);
        await writer.end();
      };
      await expect(writing()).rejects.toThrow(`expected to write ${file}, got ENOSPC`);
    },
  );
});
