import { plural, significant } from "./_format.ts";
import { breakable, html, type Html } from "./_html.ts";
import type { Example } from "./makeExamples.ts";
import type { ExampleKind } from "./pickExamples.ts";

const groups: { kind: ExampleKind; title: string; rule: string }[] = [
  {
    kind: "found",
    title: "Found",
    rule: "For each type, of the images that show it and reach its threshold, the one with the median score.",
  },
  {
    kind: "undecided",
    title: "Undecided",
    rule: "For each type without a threshold, the image with the median score.",
  },
  {
    kind: "missed",
    title: "Missed",
    rule: "For each type, of the images that show it and stay below its threshold, the one with the lowest score.",
  },
  {
    kind: "falseAlarm",
    title: "False alarms",
    rule: "The normal images called anomalous with the highest scores for any defect.",
  },
  {
    kind: "calm",
    title: "Calm normals",
    rule: "Of the normal images not called, those whose scores for any defect are closest to the median of all normal images, categories taking turns.",
  },
];

/** Pictures chosen by rule, and the maps of all types side by side. */
export function exampleSection(examples: Example[]): Html | null {
  if (examples.length === 0) return null;
  return html`<section>
    <h2>Examples</h2>
    <p>
      Each image as it is, with its true regions outlined, and under its anomaly map. Colours have
      one meaning on the whole page: the scale of the type, or of any defect, calibrated on
      validation data, so that a calm map leaves the image plain.
    </p>
    ${legend()}
    ${groups.map(({ kind, title, rule }) => {
      const members = examples.filter((example) => example.kind === kind);
      return (
        members.length > 0 &&
        html`<h3>${title}</h3>
          <p class="soft small">${rule}</p>
          <div class="examples">${members.map(card)}</div>`
      );
    })}
    ${typeGrid(examples)}
  </section>`;
}

function legend(): Html {
  return html`<p class="legend">
      <span>calm</span>
      <span
        class="scale"
        role="img"
        aria-label="Colour scale from transparent over violet and orange to pale yellow"
      ></span>
      <span>anomalous</span>
      <span class="soft">0 to 100&nbsp;% of the calibrated scale</span>
    </p>
    <p class="soft small">
      In the bars, the stroke is the threshold and the filled part the score.
    </p>`;
}

const verdicts: Record<ExampleKind, string> = {
  found: "✓ found",
  missed: "✗ missed",
  undecided: "? no threshold",
  falseAlarm: "✗ false alarm",
  calm: "✓ calm",
};

function card(example: Example): Html {
  const { id, category, kind, truth, label, type, score, threshold } = example;
  const shows = label === 0 ? "normal" : truth.join(", ") || "anomalous";
  const comparison =
    threshold === null
      ? significant(score)
      : `${significant(score)} ${score >= threshold ? "≥" : "<"} ${significant(threshold)}`;
  return html`<figure class="example">
    <div class="trio">
      <div><img alt="${`Image ${id}, ${shows}`}" src="${example.image}" /><span>image</span></div>
      <div>
        ${
          example.outlined
            ? html`<img alt="${`The same image, ${shows} outlined`}" src="${example.outlined}" />`
            : html`<div class="none">${label === 0 ? "nothing to find" : "no mask"}</div>`
        }<span>truth</span>
      </div>
      <div>
        <img
          alt="${`The same image under the map of ${type ?? "any defect"}`}"
          src="${example.overlay}"
        /><span>map of ${type ?? "any defect"}</span>
      </div>
    </div>
    <figcaption>
      <div class="verdict">
        <b>${breakable(shows)}</b><span class="mark">${verdicts[kind]}</span>
      </div>
      ${meter(example)}
      <div class="verdict"><span>score ${comparison}</span><span>${decision(example)}</span></div>
      <div class="id">${breakable(category)} · ${breakable(id)}</div>
    </figcaption>
  </figure>`;
}

/** What the image was called as a whole, then as which types: the two have thresholds of their own. */
function decision({ called, calledAny }: Example): string {
  const types = called.join(", ");
  if (calledAny === null) return types === "" ? "no type called" : `called ${types}`;
  if (calledAny) return `called anomalous: ${types || "no one type"}`;
  return types === "" ? "called normal" : `called normal, yet also ${types}`;
}

function meter({ normalizedScore, threshold }: Example): Html {
  return html`<svg class="meter" viewBox="0 0 400 14" preserveAspectRatio="none" aria-hidden="true">
    <rect x="0" y="4" width="400" height="6" rx="3" fill="var(--faint)" />
    <rect
      x="0"
      y="4"
      width="${(400 * normalizedScore).toFixed(1)}"
      height="6"
      rx="3"
      fill="var(--accent)"
    />
    ${threshold !== null && html`<rect x="199" y="0" width="2" height="14" fill="var(--ink)" />`}
  </svg>`;
}

/** Rows: found images; columns: the map of every type. */
function typeGrid(examples: Example[]): Html | null {
  const rows = examples.filter(({ typeOverlays }) => typeOverlays.length > 0);
  if (rows.length < 2) return null;
  return html`<h3>One map for each type</h3>
    <p class="soft small">
      The ${plural(rows.length, "found image")} above under the maps of all types, each on its own
      calibrated scale. Framed: the type that the image shows. Elsewhere in a row, a good detector
      stays calm.
    </p>
    <div class="scroll" tabindex="0" role="region" aria-label="Maps of all types">
      <table class="grid">
        <thead>
          <tr>
            <th scope="col">Image of</th>
            ${rows[0].typeOverlays.map(({ type }) => html`<th scope="col">${breakable(type)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ id, type: own, truth, typeOverlays }) =>
              html`<tr>
                <th scope="row">${breakable(own ?? "")}</th>
                ${typeOverlays.map(
                  ({ type, overlay }) =>
                    html`<td class="${truth.includes(type) && "own"}">
                      <img alt="${`${id}, map of ${type}`}" src="${overlay}" />
                    </td>`,
                )}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}
