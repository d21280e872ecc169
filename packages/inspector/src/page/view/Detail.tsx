import { useEffect, useMemo, useState } from "preact/hooks";
import type { Outline } from "../../openRunFiles.ts";
import { nameOf, verdictSigns } from "../state/item.ts";
import type { Item } from "../state/item.ts";
import { freshPrediction, openId, predictionOf, report, threshold } from "../state/store.ts";
import { step } from "./keys.ts";
import { Look } from "./Look.tsx";
import { Marks } from "./Marks.tsx";
import { Picture } from "./Picture.tsx";
import { Findings } from "./Findings.tsx";
import { useDescriptions } from "./useDescriptions.ts";

/** One image large, and everything that is known of it. */
export function Detail({ item }: { item: Item }) {
  const image = useBitmap(item);
  const outline = useOutline(item);
  const brief = predictionOf(item); // changes with the thresholds
  const prediction = useMemo(() => freshPrediction(item), [brief]);
  const descriptions = useDescriptions(item);
  const result = item.result.value;
  const type = threshold.value;
  const view = prediction && (type === "" ? prediction : prediction.types[type]);
  const map = useMemo(() => view?.displayMap ?? null, [view]);
  const label = prediction ? `${nameOf(item.path)}, ${prediction.verdict}` : nameOf(item.path);
  return (
    <section class="detail" aria-label="Open image">
      <div class="detail-head">
        <h2 class={prediction?.verdict}>
          {prediction ? `${verdictSigns[prediction.verdict]} ${prediction.verdict}` : "not scored"}
        </h2>
        <span class="path" title={item.path}>
          {item.path}
        </span>
        <span class="actions">
          <button type="button" class="icon" aria-label="Image before" onClick={() => step(-1)}>
            ←
          </button>
          <button type="button" class="icon" aria-label="Next image" onClick={() => step(1)}>
            →
          </button>
          <button
            type="button"
            class="icon"
            aria-label="Close image"
            onClick={() => {
              openId.value = null;
            }}
          >
            ×
          </button>
        </span>
      </div>
      {image && (
        <Picture
          image={image}
          map={map}
          regions={prediction?.regions ?? []}
          outline={outline}
          label={label}
        />
      )}
      {result.state === "failed" && <p class="bad">{result.reason}</p>}
      <Look hasOutline={outline !== null} />
      {prediction && <p>{prediction.explanation}</p>}
      <Marks item={item} />
      {prediction && <Findings prediction={prediction} descriptions={descriptions} />}
    </section>
  );
}

/** The pixels of an item, freed when another is opened. */
function useBitmap(item: Item): ImageBitmap | null {
  const [image, setImage] = useState<ImageBitmap | null>(null);
  useEffect(() => {
    let current: ImageBitmap | null = null;
    let isGone = false;
    const read = async () => {
      current = await createImageBitmap(await item.read(), { imageOrientation: "from-image" });
      if (isGone) current.close();
      else setImage(current);
    };
    read().catch(() => {}); // the result says that it cannot be read
    return () => {
      isGone = true;
      current?.close();
    };
  }, [item]);
  return image;
}

function useOutline({ truth }: Item): Outline | null {
  const [outline, setOutline] = useState<Outline | null>(null);
  useEffect(() => {
    let isGone = false;
    truth
      .outline?.()
      .then((found) => isGone || setOutline(found))
      .catch(report);
    return () => {
      isGone = true;
    };
  }, [truth]);
  return outline;
}
