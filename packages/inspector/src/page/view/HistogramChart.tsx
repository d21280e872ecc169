import { useRef } from "preact/hooks";
import { histogram, rangeOf, ticks } from "../logic/histogram.ts";
import {
  items,
  metadata,
  moveThreshold,
  predictionOf,
  readings,
  threshold,
  thresholdNow,
  thresholdOfFile,
  truthOf,
} from "../state/store.ts";
import { short } from "./words.ts";

const width = 320;
const bottom = 150;
const floor = 118;
const bins = 64;

/** Scores of validation images and of the images here, and the threshold as a handle to move. */
export function HistogramChart() {
  const svg = useRef<SVGSVGElement>(null);
  const found = readings.value;
  const normals = (found?.normal ?? []).map(({ score }) => score);
  const here = scoresHere();
  const now = thresholdNow.value;
  const own = thresholdOfFile.value;
  const range = rangeOf([
    ...normals,
    ...(found?.anomalous ?? []),
    ...here.map(({ score }) => score),
    ...(own === null ? [] : [own]),
  ]);
  const across = (value: number) => (width * (value - range.low)) / (range.high - range.low);
  const [normal, anomalous] = [normals, found?.anomalous ?? []].map((values) =>
    histogram(values, { ...range, bins, cut: now }),
  );
  const middle = anomalous.some(({ count }) => count > 0) ? 62 : floor - 8;
  const most = Math.max(1, ...[...normal, ...anomalous].map(({ count }) => count));
  const tall = (count: number, room: number) => (count * (room - 16)) / most;

  const known = here.some(({ label }) => label === 0) && here.some(({ label }) => label === 1);
  const moveTo = (clientX: number) => {
    const box = svg.current?.getBoundingClientRect();
    if (!box || box.width === 0) return;
    const at = Math.min(Math.max((clientX - box.left) / box.width, 0), 1);
    moveThreshold(range.low + at * (range.high - range.low));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = steps[event.key];
    if (by === undefined || now === null) return;
    event.preventDefault();
    const size = (range.high - range.low) / (event.shiftKey ? 20 : 200);
    const to = Math.abs(by) === Infinity ? (by < 0 ? range.low : range.high) : now + by * size;
    moveThreshold(Math.min(Math.max(to, range.low), range.high));
  };
  return (
    <figure class="histogram">
      <svg
        ref={svg}
        viewBox={`0 0 ${width} ${bottom}`}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          moveTo(event.clientX);
        }}
        onPointerMove={(event) => event.buttons > 0 && moveTo(event.clientX)}
      >
        {found && (
          <g>
            {normal.map(({ from, to, count }) => (
              <rect
                key={`normal ${from}`}
                class="normal"
                x={across(from) + 0.4}
                width={Math.max(across(to) - across(from) - 0.8, 0.8)}
                y={middle - tall(count, middle)}
                height={tall(count, middle)}
              />
            ))}
            {anomalous.map(({ from, to, count }) => (
              <rect
                key={`anomalous ${from}`}
                class="anomalous"
                x={across(from) + 0.4}
                width={Math.max(across(to) - across(from) - 0.8, 0.8)}
                y={middle}
                height={tall(count, middle)}
              />
            ))}
            <line class="axis" x1="0" x2={width} y1={middle} y2={middle} />
          </g>
        )}
        {here.map(({ id, score, label }) => (
          <line
            key={id}
            class={`rug ${label === null ? "unknown" : label === 0 ? "normal" : "anomalous"}`}
            x1={across(score)}
            x2={across(score)}
            y1={label === 1 ? floor + 6 : floor - 4}
            y2={label === 0 ? floor + 6 : floor + 16}
          />
        ))}
        {ticks(range, 5).map((value) => (
          <text key={value} x={across(value)} y={bottom - 3} text-anchor="middle">
            {value}
          </text>
        ))}
        {now !== null && (
          <g
            id="threshold-handle"
            class="handle"
            role="slider"
            tabindex={0}
            aria-label={`Threshold of ${threshold.value === "" ? "any defect" : threshold.value}`}
            aria-valuemin={range.low}
            aria-valuemax={range.high}
            aria-valuenow={now}
            aria-valuetext={short(now)}
            transform={`translate(${Math.min(Math.max(across(now), 0), width)} 0)`}
            onKeyDown={onKeyDown}
          >
            <rect class="reach" x="-12" y="0" width="24" height={bottom - 14} />
            <line y1="0" y2={bottom - 16} />
            <circle cy="8" r="7" />
          </g>
        )}
      </svg>
      <figcaption class="soft">
        {now !== null && <span>Drag the line to move the threshold.</span>}
        {found && (
          <span>
            <i class="key normal" /> {found.normal.length} normal
            {found.anomalous.length > 0 && (
              <>
                {" "}
                and <i class="key anomalous" /> {found.anomalous.length} anomalous
              </>
            )}{" "}
            validation images
          </span>
        )}
        {here.length > 0 && (
          <span>Strokes: the images here{known ? ", normal above anomalous" : ""}</span>
        )}
      </figcaption>
    </figure>
  );
}

const steps: Record<string, number> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -20,
  PageUp: 20,
  Home: -Infinity,
  End: Infinity,
};

/** The scores of the images here, of what is chosen. */
function scoresHere(): { id: string; score: number; label: 0 | 1 | null }[] {
  const type = threshold.value;
  if (!metadata.value) return [];
  return items.value.flatMap((item) => {
    const prediction = predictionOf(item);
    if (!prediction) return [];
    const { score } = type === "" ? prediction : prediction.types[type];
    if (!Number.isFinite(score)) return [];
    const { label, types } = truthOf(item);
    const shows = label === 1 && type !== "" && !types.includes(type) ? null : label;
    return [{ id: item.id, score, label: shows }];
  });
}
