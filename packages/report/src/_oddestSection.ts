import type { MapKind } from "@flawlens/inference/core";
import { plural } from "./_format.ts";
import { html, type Html } from "./_html.ts";
import { mapLegend } from "./_mapLegend.ts";

/** An image that scores high. */
export interface OddImage {
  id: string;
  /** Data URIs, from `thumbnail`: the image, and the image under its anomaly map. */
  image: string;
  overlay: string;
  /** The verdict and its reason in words. */
  explanation: string;
}

/** The images that a detector finds oddest, where there are no defects to test with. */
export interface OddestSheet {
  /** The pictures in order, the highest score first. */
  pictures: readonly OddImage[];
  /** Images that were ranked. */
  ranked: number;
}

/** A contact sheet of normal images, the oddest first. */
export function oddestSection(sheet: OddestSheet | undefined, maps: MapKind): Html | null {
  if (!sheet || sheet.pictures.length === 0) return null;
  const { pictures, ranked } = sheet;
  return html`<section>
    <h2>The oddest images</h2>
    <p>
      These ${plural(pictures.length, "image")} have the highest scores of the
      ${plural(ranked, "normal image")} that were held back from training. Look whether they are as
      good as the others: one that is not raises the threshold, and should be taken out of the data.
    </p>
    ${mapLegend(maps)}
    <div class="examples">
      ${pictures.map(
        ({ id, image, overlay, explanation }, i) =>
          html`<figure class="example">
            <div class="trio" style="grid-template-columns:repeat(2,1fr)">
              <div><img alt="${`Image ${id}`}" src="${image}" /><span>image</span></div>
              <div>
                <img alt="${`The same image under its anomaly map`}" src="${overlay}" /><span
                  >anomaly map</span
                >
              </div>
            </div>
            <figcaption>
              <div class="verdict"><b>${String(i + 1)}.</b></div>
              <p class="why">${explanation}</p>
              <div class="id">${id}</div>
            </figcaption>
          </figure>`,
      )}
    </div>
  </section>`;
}
