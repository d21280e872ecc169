import { grouped } from "./_format.ts";
import { html, type Html } from "./_html.ts";

/** A training image that was little trusted. */
export interface SuspectPicture {
  id: string;
  /** A data URI, from `thumbnail`. */
  image: string;
  /** How far it is to be trusted, in units of a usual image: by its weight in training, or its likeness to others. */
  weight: number;
  /** Whether it was planted, where that is known. */
  planted?: boolean;
}

/** The pictures and facts of the training images that were trusted least. */
export interface SuspectSheet {
  /** The pictures in order, the least trusted first. */
  pictures: SuspectPicture[];
  /** Images that were ranked. */
  ranked: number;
  /** How well the ranking finds what was planted, in a sentence; where that is known. */
  note?: string;
}

/** A contact sheet of training images, the least trusted first. */
export function suspectSection(sheet: SuspectSheet | undefined): Html | null {
  if (!sheet || sheet.pictures.length === 0) return null;
  const { pictures, ranked, note } = sheet;
  return html`<section>
    <h2>Suspects</h2>
    <p>
      Of ${grouped(ranked)} images taken as normal, the ${grouped(pictures.length)} that are trusted
      least. Look here first for images that are labelled wrongly.
      ${note && html`<span class="soft">${note}</span>`}
    </p>
    <div class="panels">
      ${pictures.map(
        ({ id, image, weight, planted }, i) =>
          html`<figure class="panel">
            <img src="${image}" alt="${id}" style="width:100%" />
            <figcaption class="small">
              ${String(i + 1)}. ${id}
              <span class="soft">${described(weight, planted)}</span>
            </figcaption>
          </figure>`,
      )}
    </div>
  </section>`;
}

function described(weight: number, planted: boolean | undefined): string {
  const truth = planted === undefined ? "" : planted ? ", planted" : ", not planted";
  return `weight ${weight.toPrecision(2)}${truth}`;
}
