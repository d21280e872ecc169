import { infernoStops } from "@flawlens/report";
import { look, metadata, threshold, types } from "../state/store.ts";
import { TypeChoice } from "./TypeChoice.tsx";

/** How the large picture is shown, and what its colours mean. */
export function Look({ hasOutline }: { hasOutline: boolean }) {
  const { map, regions, truth, opacity } = look.value;
  const set = (part: Partial<typeof look.value>) => {
    look.value = { ...look.value, ...part };
  };
  return (
    <div class="look">
      <div class="row">
        <label>
          <input type="checkbox" checked={map} onChange={() => set({ map: !map })} /> Map
        </label>
        {types.value.length > 1 && <TypeChoice label="of" />}
        <label>
          Opacity{" "}
          <input
            type="range"
            min="0"
            max="1"
            step="0.05"
            value={opacity}
            onInput={(event) => set({ opacity: event.currentTarget.valueAsNumber })}
          />
        </label>
        <label>
          <input type="checkbox" checked={regions} onChange={() => set({ regions: !regions })} />{" "}
          Regions
        </label>
        {hasOutline && (
          <label>
            <input type="checkbox" checked={truth} onChange={() => set({ truth: !truth })} /> True
            outline (dashed)
          </label>
        )}
      </div>
      {map && <Legend />}
    </div>
  );
}

function Legend() {
  const isAbsolute = metadata.value?.maps === "absolute";
  const of = threshold.value === "" ? "" : ` of ${threshold.value}`;
  return (
    <div class="legend soft">
      <span>{isAbsolute ? "as on normal images" : "median of the map"}</span>
      <svg viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="Colour scale">
        <linearGradient id="inferno">
          {infernoStops.map((rgb, i) => (
            <stop
              key={rgb.join()}
              offset={i / (infernoStops.length - 1)}
              stop-color={`rgb(${rgb.join()})`}
            />
          ))}
        </linearGradient>
        <rect width="100" height="10" fill="url(#inferno)" />
        <rect class="middle" x="49.5" width="1" height="10" />
      </svg>
      <span>{isAbsolute ? "clear defect" : "its strongest place"}</span>
      <span>middle: map threshold{of}</span>
    </div>
  );
}
