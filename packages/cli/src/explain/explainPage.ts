import { basename } from "node:path";
import type { Image } from "@flawlens/datasets";
import type { Prediction } from "@flawlens/inference";
import { html, reportPage } from "@flawlens/report";
import type { Html } from "@flawlens/report";
import { regionFigure } from "../regions/regionFigure.ts";
import type { ExplainedRegion } from "@flawlens/alphaclip";

/** What stands on one image's card. */
export interface CardOptions {
  prediction: Prediction;
  regions: readonly ExplainedRegion[];
  /** The card's own on its page. */
  id: string;
}

/** An image with its regions outlined and numbered, and their descriptions. */
export async function explainCard(
  path: string,
  image: Image,
  { prediction: { verdict, explanation }, regions, id }: CardOptions,
): Promise<Html> {
  const outlined = regions.map(({ mask, ranking }) => ({ mask, name: ranking[0].description }));
  return html`<figure class="example">
    ${await regionFigure(image, outlined, { id })}
    <figcaption>
      <div class="verdict"><b>${basename(path)}</b> <span class="mark">${verdict}</span></div>
      <ol style="margin:6px 0 0;padding-left:1.4em">
        ${regions.map(
          ({ ranking: [best, ...others] }) =>
            html`<li>
              ${best.description}
              <span class="soft"
                >${score(best)}${others.length > 0 && ", then "}${others
                  .slice(0, 2)
                  .map((other) => `${other.description} ${score(other)}`)
                  .join(", ")}</span
              >
            </li>`,
        )}
      </ol>
      <p class="why">${explanation}</p>
      <div class="id">${path}</div>
    </figcaption>
  </figure>`;
}

const score = ({ score: cosine }: { score: number }): string => cosine.toFixed(2);

/**
 * The cards as one self-contained page.
 *
 * @param images - How many images there were, which may be more than the cards.
 */
export function explainPage(cards: readonly Html[], images: number): string {
  const shown = cards.length < images ? `, of which the first ${cards.length} that could be read are shown` : ""; // prettier-ignore
  return reportPage({
    title: "What was found, in words",
    body: [
      html`<header>
        <h1>What was found, in words</h1>
        <p class="soft">${images} ${images === 1 ? "image" : "images"}${shown}</p>
        <p class="how">
          A detector found the outlined regions. Beside each number stands the description that fits
          the region best, with its cosine, and the two next ones.
        </p>
      </header>`,
      html`<div class="examples">${cards}</div>`,
    ],
  });
}
