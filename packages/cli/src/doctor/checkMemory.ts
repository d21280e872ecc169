import type { Check } from "./diagnosis.ts";

/** What training a memory bank on 200 images takes, and as much again. */
const enough = 2 ** 30;

/** Whether there is memory for a small training. */
export function checkMemory(availableBytes: number): Check {
  const found = `${(availableBytes / 2 ** 30).toFixed(1)} GiB are available`;
  if (availableBytes >= enough) return { name: "memory", state: "ok", found };
  return {
    name: "memory",
    state: "slow",
    found: `${found}; a small training takes up to 1 GiB`,
    mend: "close other programs, or give the container more memory",
  };
}
