import { stat } from "node:fs/promises";
import { basename, relative, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { isImageName, readImage } from "@flawlens/datasets";
import { watch } from "chokidar";
import { isFolder } from "./_isFolder.ts";
import type { ImageInput } from "./imageInput.ts";
import { nameInFolder } from "./inputName.ts";

export interface WatchOptions {
  /** Ends the watching. */
  signal: AbortSignal;
  /** Folders that are left alone, such as the one that overlays go to. */
  except?: readonly string[];
  /** Whether images that are there already are given too; default false. */
  existing?: boolean;
  /** Told when every image that arrives from now on will be noticed. */
  onReady?: () => void;
  /** How long a file must not have grown, in ms; default 500. */
  settleMs?: number;
  /** How long to wait for the rest of an image that cannot be read yet, in ms; default 10,000. */
  patienceMs?: number;
}

/**
 * Images as they arrive in a folder or below it, each once: written there, moved there or renamed
 * from another name. One is given when it has stopped growing and can be read as a whole image, so
 * that a slow copy with pauses is not taken half-done; one that is still damaged after `patienceMs`
 * without a change is given too, and will be told of as damaged. Hidden files and those that are no
 * images by their name are passed over. A name that is removed and arrives again is a new image.
 *
 * Set CHOKIDAR_USEPOLLING=1 for network drives that do not report changes.
 *
 * @throws {Error} If the folder is not there, is removed, or cannot be watched.
 *
 * @example
 * for await (const { path } of watchFolder("incoming", { signal })) await score(path);
 */
export async function* watchFolder(
  folder: string,
  {
    signal,
    except = [],
    existing = false,
    onReady,
    settleMs = 500,
    patienceMs = 10_000,
  }: WatchOptions,
): AsyncGenerator<ImageInput> {
  if (!(await isFolder(folder)))
    throw new Error(`expected a folder to watch, got ${folder}, which is none`);
  const leftAlone = new Set(except.map((one) => resolve(one)));
  const arrived: string[] = [];
  const known = new Set<string>();
  let failure: Error | undefined;
  let wake = (): void => {};
  const fail = (error: Error): void => {
    failure ??= error;
    wake();
  };
  const consider = async (path: string): Promise<void> => {
    if (known.has(path)) return;
    known.add(path);
    if (!(await whenWhole(path, { signal, settleMs, patienceMs }))) return void known.delete(path);
    arrived.push(path);
    wake();
  };

  const watcher = watch(folder, {
    ignoreInitial: !existing,
    ignored: (path, stats) =>
      leftAlone.has(resolve(path)) ||
      isPassedOver(relative(folder, path), stats?.isFile() ?? false),
    awaitWriteFinish: { stabilityThreshold: settleMs, pollInterval: Math.min(100, settleMs / 2) },
  })
    .on("add", (path) => void consider(path).catch(fail))
    .on("unlink", (path) => void known.delete(path))
    .on("error", (error) =>
      fail(
        new Error(`expected to watch ${folder}, got ${(error as Error).message}`, { cause: error }),
      ),
    )
    .on("ready", () => onReady?.());
  // The watcher says nothing of the folder itself.
  const look = setInterval(() => {
    void isFolder(folder).then((there) => {
      if (!there)
        fail(
          new Error(`expected the folder ${folder} to stay while it is watched, it was removed`),
        );
    });
  }, settleMs);
  const stop = (): void => wake();
  signal.addEventListener("abort", stop);
  try {
    while (!signal.aborted) {
      if (failure) throw failure;
      const path = arrived.shift();
      if (path !== undefined) yield { path, name: nameInFolder(folder, relative(folder, path)) };
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    clearInterval(look);
    signal.removeEventListener("abort", stop);
    await watcher.close();
  }
}

function isPassedOver(inside: string, file: boolean): boolean {
  if (inside === "") return false;
  return basename(inside).startsWith(".") || (file && !isImageName(inside));
}

/** Whether there is an image at last, or something that will never be one; false where it is gone. */
async function whenWhole(
  path: string,
  {
    signal,
    settleMs,
    patienceMs,
  }: Required<Pick<WatchOptions, "signal" | "settleMs" | "patienceMs">>,
): Promise<boolean> {
  let state = await stateOf(path);
  for (let waited = 0; waited < patienceMs; waited += settleMs) {
    if (state === undefined || signal.aborted) return false;
    if (await isWhole(path)) return true;
    await wait(settleMs, undefined, { signal }).catch(() => {});
    const now = await stateOf(path);
    if (now !== state) waited = 0;
    state = now;
  }
  return true;
}

async function stateOf(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => null);
  return found ? `${found.size} ${found.mtimeMs}` : undefined;
}

function isWhole(path: string): Promise<boolean> {
  return readImage(path).then(
    () => true,
    () => false,
  );
}
