import { memorySource } from "@flawlens/detector";
import type { FitRun, ImageSource, MethodEvent, Trainer } from "@flawlens/detector";
import type { Image, Mask } from "@flawlens/datasets";
import { randomStream } from "@flawlens/sampling";

/** Side of the tiny images, in pixels. */
export const side = 32;

/** Grey noise; on an anomalous image a square of 10 x 10 pixels is bright, and its mask is given where asked for. */
export function tinySource({
  normal = 6,
  anomalous = 0,
  unknown = 0,
  masks = false,
  seed = 5,
} = {}): ImageSource {
  const random = randomStream(seed);
  const image = (bright: boolean): Image => {
    const data = Uint8Array.from({ length: side * side * 3 }, () => 100 + random() * 50);
    if (bright)
      for (let y = 8; y < 18; y++) data.fill(250, (y * side + 12) * 3, (y * side + 22) * 3);
    const original = { height: side, width: side };
    return { data, height: side, width: side, channels: 3 as const, original };
  };
  const of = (name: string, count: number, label: 0 | 1 | null) =>
    Array.from({ length: count }, (_, i) => ({
      id: `${name}-${i}`,
      label,
      defectTypes: label === 1 ? ["bright"] : [],
      image: image(label === 1),
      mask: label === 1 && masks ? brightMask() : null,
    }));
  return memorySource([
    ...of("normal", normal, 0),
    ...of("anomalous", anomalous, 1),
    ...of("unknown", unknown, null),
  ]);
}

/** The square of a bright image. */
function brightMask(): Mask {
  const data = new Uint8Array(side * side);
  for (let y = 8; y < 18; y++) data.fill(1, y * side + 12, y * side + 22);
  return { data, height: side, width: side };
}

/** Every event of a training. */
export async function eventsOf(trainer: Trainer, run: FitRun = {}): Promise<MethodEvent[]> {
  const events: MethodEvent[] = [];
  for await (const event of trainer.fit(run)) events.push(event);
  return events;
}

/** What a training says first; it is left then. */
export async function firstEventOf(trainer: Trainer): Promise<MethodEvent> {
  for await (const event of trainer.fit({})) return event;
  throw new Error("expected an event");
}
