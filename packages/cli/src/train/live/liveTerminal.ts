import type { Terminal } from "../../terminal/terminal.ts";
import { timeLeft } from "../../terminal/timeLeft.ts";
import type { Pace } from "../../terminal/timeLeft.ts";
import type { LiveServer } from "./liveServer.ts";

/** A terminal whose words and phases a live page shows too, also with `--quiet`. */
export function liveTerminal(
  terminal: Terminal,
  { push }: Pick<LiveServer, "push">,
  { now = () => performance.now() }: { now?: () => number } = {},
): Terminal {
  const also = (as: "told" | "note" | "error", say: (text: string) => void) => (text: string) => {
    say(text);
    push({ kind: "said", text, as });
  };
  const phases: Terminal["phases"] = () => {
    const shown = terminal.phases();
    let running: (Pace & { name: string }) | undefined;
    return {
      ...shown,
      of(name, total) {
        const phase = shown.of(name, total);
        if (running?.name !== name) running = { name, total, done: 0 };
        const pace = running;
        return {
          update(done, note) {
            phase.update(done, note);
            pace.anchor ??= { done, at: now() };
            pace.done = done;
            const left = timeLeft(pace, now());
            push({ kind: "progress", progress: { phase: name, done, total: total ?? null, left } });
          },
        };
      },
    };
  };
  // The other members, getters among them, are those of the terminal.
  return Object.assign(Object.create(terminal) as Terminal, {
    tell: also("told", terminal.tell),
    note: also("note", terminal.note),
    error: also("error", terminal.error),
    phases,
  });
}
