import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";

/** A folder that the tests of a file share, made before them and gone after; ask for it within a test or hook. */
export function sharedFolder(): () => string {
  let folder: string;
  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), "flawlens-cli-")));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return () => folder;
}
