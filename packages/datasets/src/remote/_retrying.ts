import { randomInt } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { RemoteError } from "./remoteError.ts";

export interface RetryOptions {
  /** How often it is tried in all. */
  attempts?: number;
  /** The pause after the first attempt, in milliseconds; each is twice the one before, plus or minus half of it. */
  pauseMs?: number;
}

/**
 * Tries again what fails with a passing `RemoteError`: by default five times within about 6 seconds. Pauses differ from
 * process to process, so that a thousand of them do not come back at once.
 */
export async function retrying<T>(
  work: () => Promise<T>,
  { attempts = 5, pauseMs = 400 }: RetryOptions = {},
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof RemoteError && error.passing)) throw error;
      if (attempt >= attempts)
        throw new RemoteError(`${error.message}, ${attempts} times`, { passing: true });
      const pause = pauseMs * 2 ** (attempt - 1);
      await setTimeout(randomInt(Math.ceil(pause / 2), Math.ceil(1.5 * pause) + 1));
    }
  }
}
