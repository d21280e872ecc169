import { execFileSync } from "node:child_process";
import { link, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folder } from "../../test/folder.ts";
import { filesBeside } from "./filesBeside.ts";

/** Reads a file beside `<root>/model.onnx` as text. */
async function readBeside(root: string, location: string): Promise<string> {
  const source = await filesBeside(join(root, "model.onnx"), "test")(location, "w");
  const text = Buffer.from(await source.read(0, source.size)).toString();
  await source.close();
  return text;
}

/** The folder of a model, and one outside of it with a secret. */
async function folders() {
  const [root, outside] = [await folder(), await folder()];
  await writeFile(join(outside, "secret.bin"), "secret");
  return { root, outside };
}
const out = "a link that leads out of the model's folder; copy the file itself into that folder";

describe("filesBeside", () => {
  test("opens files in the model's folder and in folders below", async () => {
    const { root } = await folders();
    await mkdir(join(root, "sub"));
    await writeFile(join(root, "w.bin"), "here");
    await writeFile(join(root, "sub", "..w.bin"), "below");
    expect(await readBeside(root, "w.bin")).toBe("here");
    expect(await readBeside(root, "sub/..w.bin")).toBe("below");
  });

  test("says which tensor's file is not there", async () => {
    const { root } = await folders();
    await expect(readBeside(root, "w.bin")).rejects.toThrow(
      new RangeError("test: expected the data of w in w.bin beside the model, got ENOENT"),
    );
  });

  test("refuses a folder", async () => {
    const { root } = await folders();
    await mkdir(join(root, "sub"));
    await expect(readBeside(root, "sub")).rejects.toThrow(/got (a folder|EISDIR|EPERM)/);
  });

  // Windows has no pipes in folders, and links only for administrators.
  describe.skipIf(process.platform === "win32")("where there are links and pipes", () => {
    test("refuses a pipe at once", async () => {
      const { root } = await folders();
      execFileSync("sh", ["-c", 'mkfifo "$0"', join(root, "pipe.bin")]);
      await expect(readBeside(root, "pipe.bin")).rejects.toThrow(
        "got a pipe or a device; a file is needed",
      );
    }, 10_000);

    test("refuses a device behind a link", async () => {
      const { root } = await folders();
      await symlink("/dev/zero", join(root, "zero.bin"));
      await expect(readBeside(root, "zero.bin")).rejects.toThrow(out);
    });

    test("refuses a link out of the folder, and a file in a linked folder", async () => {
      const { root, outside } = await folders();
      await symlink(join(outside, "secret.bin"), join(root, "link.bin"));
      await symlink(outside, join(root, "sub"));
      await symlink(join(root, "link.bin"), join(root, "link to a link"));
      for (const location of ["link.bin", "sub/secret.bin", "link to a link"])
        await expect(readBeside(root, location)).rejects.toThrow(out);
    });

    test("refuses a folder whose name begins as the model's", async () => {
      const parent = await folder();
      const [root, longer] = [join(parent, "model"), join(parent, "model-more")];
      await Promise.all([mkdir(root), mkdir(longer)]);
      await writeFile(join(longer, "w.bin"), "secret");
      await symlink(join(longer, "w.bin"), join(root, "w.bin"));
      await expect(readBeside(root, "w.bin")).rejects.toThrow(out);
    });

    test("follows links inside the folder, also where the folder is a link itself", async () => {
      const { root, outside } = await folders();
      await writeFile(join(root, "w.bin"), "here");
      await symlink("w.bin", join(root, "other.bin"));
      await link(join(root, "w.bin"), join(root, "hard.bin"));
      await symlink(root, join(outside, "model"));
      for (const location of ["w.bin", "other.bin", "hard.bin"])
        expect(await readBeside(join(outside, "model"), location)).toBe("here");
    });
  });
});
