/** How much a server takes on at a time. */
export interface AdmissionLimits {
  /** Requests that are read, wait or run. */
  requests: number;
  /** Bytes that all of them hold, as {@link Admission.enter} is told. */
  bytes: number;
}

/** A place in an {@link Admission}. */
interface Place {
  /** Takes more memory; false, and nothing is taken, where there is no room for it. */
  grow(bytes: number): boolean;
  /** Gives the place back with all it holds; a second time changes nothing. */
  leave(): void;
}

/** Counts what is going on, and refuses more than the limits. */
export interface Admission {
  /**
   * Takes a place.
   *
   * @param bytes - What the request may hold of memory.
   * @returns The place; undefined where there is no room. A request that is larger than all the room gets it where it
   *   is alone.
   */
  enter(bytes: number): Place | undefined;
  /** The number of places that are taken. */
  readonly taken: number;
  /** Resolves when no place is taken. */
  idle(): Promise<void>;
}

/**
 * A bounded waiting room: what does not fit is refused at once, so that memory and the time of waiting are bounded
 * however many requests come.
 *
 * @example
 * const place = room.enter(body.length);
 * if (!place) throw new HTTPException(429);
 */
export function admission({ requests, bytes }: AdmissionLimits): Admission {
  let taken = 0;
  let held = 0;
  let waiting: (() => void)[] = [];

  return {
    enter(size) {
      if (taken >= requests || (taken > 0 && held + size > bytes)) return undefined;
      taken++;
      held += size;
      let own = size;
      let inside = true;
      return {
        grow(more) {
          if (!inside || (taken > 1 && held + more > bytes)) return false;
          own += more;
          held += more;
          return true;
        },
        leave() {
          if (!inside) return;
          inside = false;
          taken--;
          held -= own;
          if (taken > 0) return;
          for (const resolve of waiting) resolve();
          waiting = [];
        },
      };
    },
    get taken() {
      return taken;
    },
    idle: () =>
      taken === 0
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiting.push(resolve);
          }),
  };
}
