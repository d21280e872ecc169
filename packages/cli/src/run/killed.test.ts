import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import type * as fs from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { beginRun, continueRun } from "./runFolder.ts";
import { runParts, runResults } from "./runParts.ts";

/** How many changes of the file system are left before the process is killed. */
let left = Infinity;
vi.mock("node:fs/promises", async (load) => {
  const real = await load<typeof fs>();
  const dying =
    <Args extends unknown[], R>(change: (...args: Args) => Promise<R>) =>
    (...args: Args) =>
      left-- > 0 ? change(...args) : Promise.reject(new Error("killed"));
  return { ...real, rm: dying(real.rm), rename: dying(real.rename) };
});

async function finishedRun(): Promise<string> {
  const out = await temporaryFolder();
  left = Infinity;
  await beginRun(out, { method: "old" });
  for (const part of runParts) {
    const file = join(out, part.includes(".") ? part : `${part}/file`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, "old");
  }
  return out;
}

/** Every state that a kill can leave, in order: what the folder says that it is, and the parts that are still there. */
async function statesOf(change: (out: string) => Promise<void>) {
  const states: string[] = [];
  for (let [changes, done] = [0, false]; !done; changes++) {
    const out = await finishedRun();
    left = changes;
    done = await change(out).then(
      () => true,
      () => false,
    );
    left = Infinity;
    const { method = "no run" } = JSON.parse(await readFile(join(out, "run.json"), "utf8"));
    const state = [method, ...runParts.filter((part) => existsSync(join(out, part)))].join(" ");
    if (state !== states.at(-1)) states.push(state);
  }
  return states;
}

const state = (method: string, parts: readonly string[] = []) => [method, ...parts].join(" ");

describe("a run that takes another's place, killed at any moment", () => {
  test("leaves the old one whole, or parts of none, or the new one alone", async () => {
    expect(await statesOf((out) => beginRun(out, { method: "new" }))).toEqual([
      state("old", runParts),
      ...runParts.map((_, i) => state("no run", runParts.slice(i))), // results.json is the first to go
      state("no run"),
      state("new"),
    ]);
  });

  test("leaves no result of the old one where that goes on as another", async () => {
    const others = runParts.slice(runResults.length);
    expect(await statesOf((out) => continueRun(out, { method: "longer" }))).toEqual([
      ...runResults.map((_, i) => state("old", runParts.slice(i))),
      state("old", others),
      state("longer", others),
    ]);
  });
});
