import type { Sample } from "@flawlens/datasets";
import { isServed, readServedImage } from "./served.ts";
import { items, run } from "./store.ts";

/** A sample of the run whose image this page can read. */
export interface ReadableSample {
  sample: Sample;
  read(): Promise<Blob>;
}

/** The samples of the run whose images this page can read: beside `flawlens inspect` all, else those that were dropped. */
export function runSamples(): ReadableSample[] {
  const samples = run.value?.manifest?.samples ?? [];
  if (isServed) return samples.map((sample, index) => ({ sample, read: () => readServedImage(index) })); // prettier-ignore
  const here = new Map(items.value.map((item) => [item.id, item]));
  return samples.flatMap((sample) => {
    const item = here.get(sample.id);
    return item ? [{ sample, read: item.read }] : [];
  });
}
