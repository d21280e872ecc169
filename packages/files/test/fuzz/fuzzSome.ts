import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomOf, type FuzzTarget } from "./fuzzTarget.ts";

/** How cases went. */
export interface FuzzCounts {
  cases: number;
  /** How many went which way. */
  outcomes: Record<string, number>;
  /** What went wrong, with the number of the case. */
  faults: string[];
}

/** Tries the first cases of a target in this process, for its tests; `npm run fuzz` tries more, in processes of its own. */
export async function fuzzSome<Input>(
  target: FuzzTarget<Input>,
  cases: number,
  seed = 1,
): Promise<FuzzCounts> {
  const home = await mkdtemp(join(tmpdir(), "flawlens-fuzz-"));
  const folder = join(home, "work");
  const counts: FuzzCounts = { cases, outcomes: {}, faults: [] };
  try {
    for (let index = 0; index < cases; index++) {
      const input = await target.make(randomOf(seed, target.name, index));
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder);
      await target.check(input, folder).then(
        (outcome) => (counts.outcomes[outcome] = (counts.outcomes[outcome] ?? 0) + 1),
        (error: Error) => counts.faults.push(`case ${index}: ${error.message}`),
      );
    }
  } finally {
    await rm(home, { recursive: true });
  }
  return counts;
}
