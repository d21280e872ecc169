import { readFile, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { writeFiles } from "../test/images.ts";
import { shell } from "../test/shell.ts";
import { spawnSource } from "../test/spawnSource.ts";
import { temporaryFolder } from "../test/temporaryFolder.ts";

/** The command as bash runs it from the sources. */
const flawlens = "node --conditions=@flawlens/source --import=tsx src/main.ts";

describe("the program flawlens", () => {
  test("ends quietly where nobody reads its output, and finishes what else it does", async () => {
    const file = join(await temporaryFolder(), "done");
    const talk = "node --conditions=@flawlens/source --import=tsx test/talk.ts";
    const { stdout, stderr } = await shell(
      `${talk} "$1" | head -1 | cut -c1-6; echo \${PIPESTATUS[0]}`,
      file,
    );
    expect([stdout, stderr]).toEqual(["line 0\n0\n", ""]);
    expect(await readFile(file, "utf8")).toBe("closed");
  });

  test("ends quietly where the reader is gone before it begins", async () => {
    const { stdout, stderr } = await shell(`${flawlens} --help | true; echo \${PIPESTATUS[0]}`);
    expect([stdout, stderr]).toEqual(["0\n", ""]);
  });

  test.skipIf(!existsSync("/dev/full"))(
    "fails where its output cannot be written (needs /dev/full)",
    async () => {
      const root = await temporaryFolder();
      await writeFiles(root, ["good/a.png"]);
      const { stdout, stderr } = await shell(
        `${flawlens} check -q "$1" > /dev/full; echo $?`,
        root,
      );
      expect(stdout).toBe("1\n");
      expect(stderr).toMatch(/^error: expected to write standard output, got ENOSPC[^\n]*\n$/);
    },
  );

  test("keeps JSON apart from progress", async () => {
    const root = await temporaryFolder();
    await writeFiles(root, ["good/a.png", "scratch/b.png"]);
    const { stdout, stderr } = await shell(`${flawlens} check "$1" --json`, root);
    expect(JSON.parse(stdout)).toMatchObject({ counts: { images: 2, normal: 1, anomalous: 1 } });
    expect(stderr).toMatch(/^checking images 2\/2 \| took /);
  });

  test("says where an error happened to those who debug", async () => {
    const file = join(await temporaryFolder(), "a.txt");
    await writeFile(file, "");
    const plain = spawnSource("src/main.ts", ["check", file]);
    expect(await plain.ended).toEqual({ code: 1, signal: null });
    expect(plain.stderr()).not.toContain("    at ");
    const debug = spawnSource("src/main.ts", ["check", file], { env: { FLAWLENS_DEBUG: "1" } });
    await debug.ended;
    expect(debug.stderr()).toContain("    at ");
  });

  test("answers --help without what only a command needs", async () => {
    const script = `${flawlens} --help > /dev/null`;
    const { stderr } = await shell(`NODE_DEBUG=esm,module ${script}`);
    expect(stderr).toMatch(/commander/);
    expect(stderr).not.toMatch(/tfjs-core|onnxruntime|sharp|node_modules\/zod|chokidar/);
  });
});
