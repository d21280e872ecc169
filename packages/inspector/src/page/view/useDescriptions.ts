import type { RankedDescription } from "@flawlens/alphaclip/core";
import { useEffect, useState } from "preact/hooks";
import type { Item } from "../state/item.ts";
import { describer, metadata, predictionOf, report } from "../state/store.ts";
import { ask } from "../state/worker.ts";

/** The best descriptions of regions, by the region's index in the prediction. */
export type Descriptions = "waiting" | ReadonlyMap<number, readonly RankedDescription[]>;

/** How long a threshold has to rest before regions are described anew, in milliseconds. */
const rest = 250;

/** Descriptions of an item's regions with the thresholds as they are; null where nothing describes regions. */
export function useDescriptions(item: Item): Descriptions | null {
  const [found, setFound] = useState<Descriptions>("waiting");
  const file = describer.value;
  const prediction = predictionOf(item);
  useEffect(() => {
    if (!file || !prediction) return undefined;
    setFound("waiting");
    let isGone = false;
    const timer = setTimeout(() => {
      describe(item)
        .then((all) => isGone || setFound(all))
        .catch(report);
    }, rest);
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [item, file, prediction]);
  return file && found;
}

async function describe(item: Item): Promise<Descriptions> {
  const result = item.result.peek();
  const rules = metadata.peek();
  if (result.state !== "done" || !rules) return new Map();
  const { raw, original } = result;
  const image = await item.read();
  const regions = await ask("describe", { image, metadata: rules, raw, original });
  return new Map(regions.flatMap(({ found, ranking }) => found.map((i) => [i, ranking])));
}
