import { displayMap, resizeMap } from "@flawlens/inference/web";
import type { Prediction } from "@flawlens/inference/web";
import { useEffect, useRef, useState } from "preact/hooks";
import { drawMap } from "../draw/drawMap.ts";
import { isMistake } from "../logic/confusion.ts";
import { placeOf, verdictSigns } from "../state/item.ts";
import type { Item, Result } from "../state/item.ts";
import {
  foundTypes,
  items,
  look,
  marks,
  metadata,
  openId,
  predictionOf,
  selection,
  shown,
  truthOf,
} from "../state/store.ts";
import { Bar } from "./Bar.tsx";

/** The images that are listed. */
export function Grid() {
  const all = shown.value;
  const [most, setMost] = useState(page);
  if (all.length === 0) return <NoImages />;
  return (
    <>
      <ul class="grid">
        {all.slice(0, most).map((item) => (
          <Card key={item.id} item={item} />
        ))}
      </ul>
      {all.length > most && (
        <p class="more">
          <button type="button" onClick={() => setMost(most + page)}>
            Show {Math.min(page, all.length - most)} more of {all.length}
          </button>
        </p>
      )}
    </>
  );
}

function NoImages() {
  if (items.value.length === 0) return null;
  return (
    <p class="none row">
      <span class="soft">No image is of this choice.</span>
      <button
        type="button"
        onClick={() => {
          selection.value = { ...selection.value, show: "all", type: "", text: "" };
        }}
      >
        Show all
      </button>
    </p>
  );
}

/** Pictures shown at once, so that a large folder does not slow the page down. */
const page = 300;

function Card({ item }: { item: Item }) {
  const result = item.result.value;
  const prediction = predictionOf(item);
  const truth = truthOf(item);
  const isWrong =
    prediction !== null && isMistake({ label: truth.label, verdict: prediction.verdict });
  const isOpen = openId.value === item.id;
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isOpen) button.current?.scrollIntoView({ block: "nearest" });
  }, [isOpen]);
  return (
    <li>
      <button
        ref={button}
        type="button"
        class={`card ${prediction?.verdict ?? "waiting"} ${isWrong ? "wrong" : ""}`}
        aria-current={isOpen ? "true" : undefined}
        onClick={() => {
          openId.value = isOpen ? null : item.id;
        }}
      >
        <span class="picture">
          {result.state === "done" && prediction && (
            <>
              <img src={result.thumbnail} alt="" />
              <SmallMap prediction={prediction} result={result} />
            </>
          )}
          {result.state === "failed" && <span class="soft">cannot be read</span>}
        </span>
        <span class="line">
          <span class="verdict">
            {prediction
              ? `${verdictSigns[prediction.verdict]} ${prediction.verdict}`
              : result.state === "failed"
                ? "failed"
                : "waiting"}
          </span>
          {marks.value.has(item.id) && <span class="tag">marked</span>}
          {isWrong && <span class="tag bad">mistake</span>}
        </span>
        <Bar value={prediction?.normalizedScore ?? null} />
        <span class="name" title={item.path}>
          {placeOf(item.path)
            .split("/")
            .map((part, i) => (i === 0 ? part : [<wbr key="break" />, `/${part}`]))}
        </span>
        <span class="truth soft">{prediction ? saidOf(prediction, truth) : ""}</span>
      </button>
    </li>
  );
}

type Done = Extract<Result, { state: "done" }>;

/** Types that were found, and what is known. */
function saidOf(prediction: Prediction, { label, types }: ReturnType<typeof truthOf>): string {
  const found = Object.keys(prediction.types).length > 1 ? foundTypes(prediction).join(", ") : "";
  const truth =
    label === null ? "" : `truth: ${label === 0 ? "normal" : types.join(", ") || "anomalous"}`;
  return [found, truth].filter((text) => text !== "").join(" · ");
}

/** The map over a small picture, drawn when it comes into sight. */
function SmallMap({ prediction, result }: { prediction: Prediction; result: Done }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { map: isShown, opacity } = look.value;
  // Only relative maps are dimmed by the verdict: the others stay as they are when a threshold moves.
  const drawn = metadata.value?.maps === "relative" ? prediction : result;
  useEffect(() => {
    const target = canvas.current;
    const rules = metadata.peek();
    if (!target || !rules || !isShown) return;
    const seen = new IntersectionObserver(([entry]) => {
      if (!entry.isIntersecting) return;
      seen.disconnect();
      const sides = [result.original.height, result.original.width];
      const scale = Math.min(1, 160 / Math.max(...sides));
      const [height, width] = sides.map((side) => Math.max(1, Math.round(scale * side)));
      const geometry = rules.receptiveField && { ...rules.receptiveField, size: rules.input };
      const large = resizeMap(prediction.map, { height, width }, geometry);
      drawMap(target, displayMap(large, rules.any, { kind: rules.maps, image: prediction }));
    });
    seen.observe(target);
    return () => seen.disconnect();
  }, [drawn, isShown]);
  if (!isShown) return null;
  return <canvas ref={canvas} style={{ opacity }} />;
}
