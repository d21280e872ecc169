import { join } from "node:path";
import { regionMask } from "@flawlens/alphaclip";
import type { RankedRegion, RegionManifest } from "@flawlens/alphaclip";
import { readImage } from "@flawlens/datasets";
import { html } from "@flawlens/report";
import type { Html } from "@flawlens/report";
import { regionFigure } from "./regionFigure.ts";

/** Regions that were described rightly and wrongly, chosen by a rule that stands beside them. */
export async function exampleSection(
  { root, regions }: RegionManifest,
  said: readonly RankedRegion[],
): Promise<Html> {
  const recordOf = new Map(regions.map((region) => [region.id, region]));
  const card = async ({ id, description, ranking, scores }: RankedRegion): Promise<Html> => {
    const region = recordOf.get(id)!;
    const image = await readImage(join(root, region.image));
    const outlined = [{ mask: regionMask(region), name: description }];
    const figure = await regionFigure(image, outlined, { id: `r${regions.indexOf(region)}` });
    return html`<figure class="example">
      <div
        style="display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:14px;align-items:start"
      >
        ${figure}
        <div>
          <ol style="margin:0;padding-left:1.3em">
            ${ranking.slice(0, 3).map(
              (text, i) =>
                html`<li style="margin:0 0 8px${text === description ? ";font-weight:650" : ""}">
                  ${text} <span class="soft">${scores[i].toFixed(2)}</span>
                  <span class="bar"
                    ><i style="width:${Math.max(0, 100 * scores[i]).toFixed(0)}%"></i
                  ></span>
                </li>`,
            )}
          </ol>
          ${ranking[0] !== description && html`<p class="small">True: <b>${description}</b>, place ${ranking.indexOf(description) + 1}</p>`}
        </div>
      </div>
      <figcaption class="id">${id}</figcaption>
    </figure>`;
  };
  const groups = [
    {
      title: "Right",
      picked: pickByDescription(said, true),
      rule: "For each description, the region with the median score of the answer among those described rightly.",
    },
    {
      title: "Wrong",
      picked: pickByDescription(said, false),
      rule: "For each description, the region whose wrong answer had the highest score.",
    },
  ];
  return html`<section>
    <h2>Examples</h2>
    <p>
      Regions outlined, and the three nearest descriptions with their cosines; the true one is bold.
    </p>
    ${await Promise.all(
      groups.map(async ({ title, picked, rule }) => {
        if (!picked.length) return null;
        return html`<h3>${title}</h3>
          <p class="soft small">${rule}</p>
          <div class="examples">${await Promise.all(picked.map(card))}</div>`;
      }),
    )}
  </section>`;
}

/** At most twelve, one a description, by a rule that nobody chooses with. */
function pickByDescription(said: readonly RankedRegion[], isRight: boolean): RankedRegion[] {
  const chosen = said.filter(
    ({ ranking, description }) => (ranking[0] === description) === isRight,
  );
  return [...new Set(chosen.map(({ description }) => description))]
    .map((text) => {
      const group = chosen.filter(({ description }) => description === text);
      const sorted = group.toSorted((a, b) => b.scores[0] - a.scores[0]);
      return sorted[isRight ? Math.floor(sorted.length / 2) : 0];
    })
    .slice(0, 12);
}
