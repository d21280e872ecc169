import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { jobOf } from "../test/jobs.ts";
import { temporaryFolder } from "../test/temporaryFolder.ts";
import { hasSweep, readSweep, writeSweep } from "./sweepFile.ts";

const jobs = [jobOf("a"), jobOf("b")];

test("a list is read as it was written, also where its root has moved", async () => {
  const folder = await temporaryFolder();
  const [before, after] = [join(folder, "before"), join(folder, "after")];
  await writeSweep({ folder: join(before, "out/sweep"), root: before, jobs });
  await rename(before, after);
  const sweep = join(after, "out/sweep");
  expect(hasSweep(sweep)).toBe(true);
  expect(await readSweep(sweep)).toEqual({ folder: sweep, root: after, jobs });
});

test("a list has each id once, and lies inside of its root", async () => {
  const root = await temporaryFolder();
  const twice = writeSweep({ folder: root, root, jobs: [...jobs, jobOf("B")] });
  await expect(twice).rejects.toThrow("expected one job of each id, got two of B");
  const outside = writeSweep({ folder: root, root: join(root, "in"), jobs });
  await expect(outside).rejects.toThrow("expected a folder inside of the root");
  expect(hasSweep(root)).toBe(false);
});

test("no list, and a damaged one, are told apart", async () => {
  const folder = await temporaryFolder();
  await expect(readSweep(folder)).rejects.toThrow("expected a list of jobs, got no");
  await writeFile(join(folder, "sweep.json"), '{"format":1,"root":".","jobs":[{"id":"a"}]}');
  await expect(readSweep(folder)).rejects.toThrow("expected a whole list of jobs");
});
