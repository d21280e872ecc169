import type { RankedRegion, RegionManifest } from "@flawlens/alphaclip";
import { html } from "@flawlens/report";
import type { Html } from "@flawlens/report";
import { percent } from "../terminal/percent.ts";

/** True descriptions against answers, object by object. */
export function confusionSection(
  { descriptions }: RegionManifest,
  said: readonly RankedRegion[],
): Html {
  const objects = [...new Set(said.map(({ category }) => category))];
  return html`<section>
    <h2>Confusion</h2>
    <p class="soft small">
      Each row is a true description, each column what was answered, among all descriptions. There
      is a table for each object.
    </p>
    ${objects.map((object) => {
      const texts = descriptions
        .filter(({ category }) => category === object)
        .map(({ description }) => description);
      const own = said.filter(({ category }) => category === object);
      return html`<h3>${object}</h3>
        <div class="scroll">
          <table class="calls">
            <thead>
              <tr>
                <th></th>
                ${texts.map((text) => html`<th>${text}</th>`)}
                <th class="group">another object's</th>
                <th>right</th>
              </tr>
            </thead>
            <tbody>
              ${texts.map((truth) => confusionRow(truth, texts, own))}
            </tbody>
          </table>
        </div>`;
    })}
  </section>`;
}

function confusionRow(
  truth: string,
  texts: readonly string[],
  said: readonly RankedRegion[],
): Html | null {
  const answers = said.filter(({ description }) => description === truth).map(({ ranking }) => ranking[0]); // prettier-ignore
  if (!answers.length) return null;
  const count = (is: (answer: string) => boolean) => answers.filter(is).length;
  const cell = (n: number) => n || html`<span class="soft">·</span>`;
  return html`<tr>
    <th scope="row">${truth}</th>
    ${texts.map((text) => {
      const n = count((answer) => answer === text);
      return text === truth ? html`<td class="same">${cell(n)}</td>` : html`<td>${cell(n)}</td>`;
    })}
    <td class="group">${cell(count((answer) => !texts.includes(answer)))}</td>
    <td>${percent(count((answer) => answer === truth) / answers.length)} %</td>
  </tr>`;
}
