import type { MapKind } from "@flawlens/inference/core";
import { html, type Html } from "./_html.ts";

/** What the colours of maps mean, and their scale. */
export function mapLegend(maps: MapKind): Html {
  const [low, high] =
    maps === "absolute"
      ? ["as on normal images", "clear defect"]
      : ["median of the map", "its strongest place"];
  return html`<p>${meaning[maps]} What lies below a quarter of the scale stays plain.</p>
    <p class="legend">
      <span>${low}</span>
      <span
        class="scale"
        role="img"
        aria-label="Colour scale from transparent over violet and orange to pale yellow; its middle is the map threshold"
      ></span>
      <span>${high}</span>
      <span class="soft">middle of the scale (the stroke): map threshold</span>
    </p>`;
}

const meaning: Record<MapKind, string> = {
  absolute:
    "Colours have one meaning on the whole page: the scale of a map was set by validation images, and its middle is the map threshold.",
  relative:
    "A map of this method shows where, not how much: its scale runs from the median to the peak of the map itself, and a map is kept below the middle where the verdict is not anomalous.",
};
