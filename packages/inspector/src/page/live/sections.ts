import { signal } from "@preact/signals";
import type { LiveSections } from "../../liveSections.ts";

/** What was sent so far. */
export const sections = signal<Partial<LiveSections>>({});
/** Whether the command can be heard. */
export const connected = signal(true);

/** The parts by name: only these are listened to. */
const names: Record<keyof LiveSections, true> = {
  about: true,
  progress: true,
  loss: true,
  examples: true,
  said: true,
  results: true,
  end: true,
};

/** Listens to the command; a browser asks again by itself where the connection was lost. */
export function follow(): void {
  const events = new EventSource("events");
  events.addEventListener("open", () => {
    connected.value = true;
  });
  events.addEventListener("error", () => {
    connected.value = false;
    if (sections.peek().end) events.close();
  });
  for (const name of Object.keys(names))
    events.addEventListener(name, ({ data }: MessageEvent<string>) => {
      sections.value = { ...sections.peek(), [name]: JSON.parse(data) };
    });
}
