/** What a client may cost. */
export interface ServerLimits {
  /** Bytes of a request's body; more is answered with 413. Default 32 MiB. */
  bodyBytes: number;
  /** Pixels of an image; more is answered with 422, before they are decoded. Default 25 million. */
  pixels: number;
  /** Images in one request; more is answered with 413. Default 64. */
  images: number;
  /** Milliseconds from a request to its answer; more is answered with 504. Default 10,000. */
  milliseconds: number;
  /** Requests that are read, wait or run at a time; more is answered with 429. Default 64. */
  requests: number;
  /** Bytes of all their bodies and decoded images; more is answered with 429. Default 256 MiB. */
  queuedBytes: number;
}

export const defaultLimits: ServerLimits = {
  bodyBytes: 32 * 2 ** 20,
  pixels: 25e6,
  images: 64,
  milliseconds: 10_000,
  requests: 64,
  queuedBytes: 256 * 2 ** 20,
};

/** @throws {RangeError} If a limit is not a whole number from 1. */
export function checkedLimits(limits: Partial<ServerLimits> = {}): ServerLimits {
  const all = { ...defaultLimits, ...limits };
  for (const [name, value] of Object.entries(all))
    if (!Number.isSafeInteger(value) || value < 1)
      throw new RangeError(
        `createServer: expected a whole number from 1 as limits.${name}, got ${value}`,
      );
  return all;
}
