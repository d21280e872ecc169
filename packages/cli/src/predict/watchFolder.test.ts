import { appendFile, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { png, writeFiles } from "../../test/images.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { watchFolder, type WatchOptions } from "./watchFolder.ts";

/** Watches until the test ends; resolves when it has begun. */
async function watching(folder: string, options: Partial<WatchOptions> = {}) {
  const controller = new AbortController();
  onTestFinished(() => controller.abort());
  const names: string[] = [];
  let ready = (): void => {};
  const begun = new Promise<void>((resolve) => (ready = resolve));
  const { signal } = controller;
  const ended = (async () => {
    const watched = watchFolder(folder, { signal, settleMs: 60, onReady: ready, ...options });
    for await (const { name } of watched) names.push(name.slice(name.indexOf("/") + 1));
  })();
  ended.catch(() => {});
  await Promise.race([begun, ended]);
  const count = async (n: number) => {
    while (names.length < n) await wait(10);
    await wait(250); // nothing more comes
    return names.toSorted();
  };
  return { names, count, ended, abort: () => controller.abort() };
}

describe("watchFolder", () => {
  test("gives images as they arrive, each once: written, in new folders, renamed, moved in", async () => {
    const [folder, elsewhere] = [await temporaryFolder(), await temporaryFolder()];
    await writeFiles(folder, ["old.png"]);
    await writeFiles(elsewhere, ["moved.png"]);
    const watched = await watching(folder);
    await writeFiles(folder, ["a.png", "sub/b.png", "notes.txt", ".hidden.png", "c.png.partial"]);
    await writeFile(join(folder, "c.tmp"), await png());
    await rename(join(folder, "c.tmp"), join(folder, "c.png"));
    await rename(join(elsewhere, "moved.png"), join(folder, "moved.png"));
    expect(await watched.count(4)).toEqual(["a.png", "c.png", "moved.png", "sub/b.png"]);
    await appendFile(join(folder, "a.png"), "a byte more is no new image");
    expect(await watched.count(4)).toHaveLength(4);
  });

  test("never gives a half-written image, also where writing pauses", async () => {
    const folder = await temporaryFolder();
    const watched = await watching(folder);
    const bytes = await png(100, 200);
    await writeFile(join(folder, "slow.png"), bytes.subarray(0, 60));
    await wait(400); // longer than it takes to settle
    expect(watched.names).toEqual([]);
    await appendFile(join(folder, "slow.png"), bytes.subarray(60));
    expect(await watched.count(1)).toEqual(["slow.png"]);
  });

  test("gives a damaged image in the end, so that it is told of", async () => {
    const folder = await temporaryFolder();
    const watched = await watching(folder, { patienceMs: 200 });
    await writeFile(join(folder, "damaged.png"), "no image");
    expect(await watched.count(1)).toEqual(["damaged.png"]);
  });

  test("gives an image again that was removed and arrives anew, and those that were there on request", async () => {
    const folder = await temporaryFolder();
    await writeFiles(folder, ["a.png"]);
    const watched = await watching(folder, { existing: true });
    expect(await watched.count(1)).toEqual(["a.png"]);
    await rm(join(folder, "a.png"));
    await wait(200);
    await writeFiles(folder, ["a.png"]);
    expect(await watched.count(2)).toEqual(["a.png", "a.png"]);
  });

  test("leaves a folder alone that is written to", async () => {
    const folder = await temporaryFolder();
    const watched = await watching(folder, { except: [join(folder, "out")] });
    await writeFiles(folder, ["out/a.png", "out/deep/a.png", "outer.png"]);
    expect(await watched.count(1)).toEqual(["outer.png"]);
  });

  test("ends with the signal", async () => {
    const watched = await watching(await temporaryFolder());
    watched.abort();
    await expect(watched.ended).resolves.toBeUndefined();
  });

  test("says that its folder is not there, or was removed", async () => {
    const folder = join(await temporaryFolder(), "in");
    await expect(watching(folder)).rejects.toThrow(`expected a folder to watch, got ${folder}`);
    await mkdir(folder);
    const watched = await watching(folder);
    await rm(folder, { recursive: true });
    await expect(watched.ended).rejects.toThrow("to stay while it is watched, it was removed");
  });
});
