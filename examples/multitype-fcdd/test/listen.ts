import { beforeEach, vi } from "vitest";

/** What commands print, kept from the terminal. */
export interface Listener {
  /** Since the test began. */
  told: string[];
  /** Does something when a line begins so, until {@link Listener.listenOnly} or the test's end. */
  when(start: string, act: () => unknown): void;
  listenOnly(): void;
}

/** Listens to everything that the tests of a file make commands print. */
export function listen(...names: ("log" | "warn" | "error")[]): Listener {
  const told: string[] = [];
  let hear: ((text: string) => void) | undefined;
  const listenOnly = () => void (hear = undefined);
  for (const name of names)
    vi.spyOn(console, name).mockImplementation((text) => {
      told.push(String(text));
      hear?.(String(text));
    });
  beforeEach(() => {
    told.length = 0;
    listenOnly();
  });
  return {
    told,
    when: (start, act) => void (hear = (text) => void (text.startsWith(start) && act())),
    listenOnly,
  };
}

/** What a terminal sends for Ctrl-C. */
export function pressCtrlC(): void {
  process.emit("SIGINT");
}
