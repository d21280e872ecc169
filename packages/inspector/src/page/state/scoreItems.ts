import { plainMessage } from "../logic/plainMessage.ts";
import type { Item } from "./item.ts";
import { items, loaded, paused } from "./store.ts";
import type { Loaded } from "./store.ts";

/** Images on their way at one time: one is decoded while the other is scored. */
const atOnce = 2;

let running: Loaded | null = null;
const taken = new Set<Item>();

/** Scores the images that wait, in order; new images join, and another detector begins anew. */
export async function scoreItems(): Promise<void> {
  const own = loaded.value;
  if (!own || running === own) return;
  running = own;
  taken.clear();
  try {
    await Promise.all(Array.from({ length: atOnce }, () => scoreInTurn(own)));
  } finally {
    if (running === own) running = null;
  }
}

async function scoreInTurn(own: Loaded): Promise<void> {
  for (;;) {
    const item = running === own ? next() : undefined;
    if (!item) return;
    taken.add(item);
    await scoreItem(own, item);
    taken.delete(item);
  }
}

function next(): Item | undefined {
  if (paused.value) return undefined;
  return items.value.find((item) => item.result.peek().state === "waiting" && !taken.has(item));
}

async function scoreItem(own: Loaded, item: Item): Promise<void> {
  try {
    const { thumbnail, ...found } = await own.detector.score(await item.read());
    if (loaded.value !== own) return; // another detector scores it anew
    item.result.value = { state: "done", ...found, thumbnail: URL.createObjectURL(thumbnail) };
  } catch (error) {
    if (loaded.value !== own) return;
    item.result.value = { state: "failed", reason: plainMessage(error) };
  }
}
