import { mkdir, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { writeFiles } from "../../test/images.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { UsageError } from "../terminal/usageError.ts";
import { expandInputs } from "./expandInputs.ts";

/** A folder with images in two folders, other files, and hidden ones. */
async function line(): Promise<string> {
  const folder = await temporaryFolder();
  await writeFiles(folder, [
    "a/2.png",
    "a/10.jpg",
    "a/deep/1.png",
    "a/notes.txt",
    "a/.hidden.png",
    "a/.git/x.png",
    "b/2.png",
  ]);
  return folder;
}

async function expand(cwd: string, args: string[], { stdin = "", except = [] as string[] } = {}) {
  const inputs = expandInputs(args, { stdin: Readable.from([stdin]), cwd, except });
  const found = [];
  for await (const input of inputs) found.push(input);
  return {
    paths: found.map(({ path }) => path),
    names: found.map(({ name }) => name),
    passedOver: inputs.passedOver,
  };
}

describe("expandInputs", () => {
  test("takes folders with all below them, in the order of names, and counts what it leaves", async () => {
    const cwd = await line();
    const { paths, names, passedOver } = await expand(cwd, ["a"]);
    expect(paths).toEqual(["a/10.jpg", "a/2.png", "a/deep/1.png"]);
    expect(names).toEqual(["a/10.jpg", "a/2.png", "a/deep/1.png"]);
    expect(passedOver).toEqual({ hidden: 2, notImages: 1, repeated: 0, excepted: 0 });
  });

  test("takes a file that was named, whatever it is called", async () => {
    const cwd = await line();
    const { paths } = await expand(cwd, ["a/.hidden.png", "a/notes.txt", join(cwd, "b/2.png")]);
    expect(paths).toEqual(["a/.hidden.png", "a/notes.txt", join(cwd, "b/2.png")]);
  });

  test("takes patterns that no shell has expanded, in the order of paths", async () => {
    const cwd = await line();
    const { paths, passedOver } = await expand(cwd, ["*/*"]);
    expect(paths).toEqual(["a/10.jpg", "a/2.png", "b/2.png"]);
    expect(passedOver).toEqual({ hidden: 0, notImages: 1, repeated: 0, excepted: 0 });
    expect((await expand(cwd, [`${cwd}/a/**/*.png`])).paths).toEqual([
      join(cwd, "a/2.png"),
      join(cwd, "a/deep/1.png"),
    ]);
  });

  test("takes a file whose name looks like a pattern as the file it is", async () => {
    const cwd = await temporaryFolder();
    await writeFiles(cwd, ["part[1].png", "part1.png"]);
    expect((await expand(cwd, ["part[1].png"])).paths).toEqual(["part[1].png"]);
  });

  test("takes a list from standard input, in its order, folders and missing files too", async () => {
    const cwd = await line();
    const stdin = "b/2.png\r\n\nmissing.png\na/deep";
    const { paths } = await expand(cwd, ["-"], { stdin });
    expect(paths).toEqual(["b/2.png", "missing.png", "a/deep/1.png"]);
  });

  test("takes each image once, by whatever path or link", async () => {
    const cwd = await line();
    await symlink(join(cwd, "a/2.png"), join(cwd, "b/link.png"));
    await symlink(cwd, join(cwd, "b/loop"));
    const { paths, passedOver } = await expand(cwd, ["b", "a/2.png", "a", "./b/2.png", "b"]);
    expect(paths).toEqual(["b/2.png", "b/link.png", "b/loop/a/10.jpg", "b/loop/a/deep/1.png"]);
    expect(passedOver.repeated).toBe(3);
  });

  test("names images of folders elsewhere by the folder that was given", async () => {
    const [cwd, elsewhere] = [await temporaryFolder(), await line()];
    const given = [join(elsewhere, "a"), join(elsewhere, "b/2.png")];
    expect((await expand(cwd, given)).names).toEqual([
      "a/10.jpg",
      "a/2.png",
      "a/deep/1.png",
      "b/2.png",
    ]);
  });

  test("leaves the folder alone that overlays go to", async () => {
    const cwd = await line();
    const args = [".", "**/*.png", "a/deep"];
    const { paths, passedOver } = await expand(cwd, args, { except: ["a"] });
    expect(paths).toEqual(["b/2.png"]);
    // The folder on the way, the two images that the pattern finds in it, and the folder in it.
    expect(passedOver.excepted).toBe(4);
    await expect(expand(cwd, ["a/2.png"], { except: ["."] })).rejects.toThrow(
      "got none in a/2.png (0 other files, 0 hidden, 1 in ., which is written to)",
    );
  });

  test("ends with the signal, also while a list is waited for", async () => {
    const controller = new AbortController();
    const stdin = new PassThrough(); // nobody ends it
    stdin.write("a/2.png\n");
    const { signal } = controller;
    const inputs = expandInputs(["-"], { stdin, cwd: await line(), signal });
    const all = async () => {
      for await (const _ of inputs) controller.abort();
    };
    const error: unknown = await all().catch((reason: unknown) => reason);
    expect([signal.aborted, error]).toEqual([true, signal.reason]);
  });

  test("refuses what is not there before it gives anything", async () => {
    const cwd = await line();
    const inputs = expandInputs(["a", "no.png"], { stdin: Readable.from([]), cwd });
    const first = inputs[Symbol.asyncIterator]().next();
    await expect(first).rejects.toThrow(
      "expected an image, a folder or a quoted pattern such as 'photos/*.png', got no.png, which is not there",
    );
    await expect(first).rejects.toBeInstanceOf(UsageError);
  });

  test("says so where there is no image at all", async () => {
    const cwd = await line();
    await rm(join(cwd, "b/2.png"));
    await writeFiles(cwd, ["b/x.txt", "b/.y.png"]);
    await mkdir(join(cwd, "empty"));
    await expect(expand(cwd, ["b", "empty", "*.tif"])).rejects.toThrow(
      "expected images, got none in b empty *.tif (1 other files, 1 hidden)",
    );
  });
});
