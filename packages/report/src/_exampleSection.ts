import { plural } from "./_format.ts";
import { breakable, html, type Html } from "./_html.ts";
import type { Example } from "./makeExamples.ts";
import type { ExampleKind } from "./pickExamples.ts";

const groups: { kind: ExampleKind; title: string; rule: string }[] = [
  {
    kind: "found",
    title: "Found",
    rule: "For each type: of the images that show it and are called it, the one with the median score.",
  },
  {
    kind: "undecided",
    title: "Undecided",
    rule: "For each type without a threshold: the image with the median score.",
  },
  {
    kind: "misnamed",
    title: "Found, but not as this type",
    rule: "For each type: of the images that show it and are called anomalous but not this type, the one with the lowest score.",
  },
  {
    kind: "missed",
    title: "Missed",
    rule: "For each type: of the images that show it and are called normal, the one with the lowest score.",
  },
  {
    kind: "falseAlarm",
    title: "False alarms",
    rule: "The normal images called anomalous with the highest scores for any defect.",
  },
  {
    kind: "calm",
    title: "Calm normals",
    rule: "Of the normal images called normal, those whose scores for any defect are closest to the median of all normal images; categories take turns.",
  },
];

/** Pictures chosen by rule, and the maps of all types side by side. */
export function exampleSection(examples: Example[]): Html | null {
  if (examples.length === 0) return null;
  return html`<section>
    <h2>Examples</h2>
    <p>
      Each image is shown as it is, with its true regions outlined, and under its anomaly map.
      Colours have one meaning on the whole page: they follow the calibrated scale of the type, or
      of any defect, and the middle of the scale is the map threshold. Places below a quarter of the
      scale stay plain.
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
      <span>as on normal images</span>
      <span
        class="scale"
        role="img"
        aria-label="Colour scale from transparent over violet and orange to pale yellow; its middle is the map threshold"
      ></span>
      <span>clear defect</span>
      <span class="soft">middle of the scale: map threshold</span>
    </p>
    <p class="soft small">
      A bar shows the normalised score: empty is a typical normal image, half full is the threshold
      (the stroke), full is a clear defect.
    </p>`;
}

const verdicts: Record<ExampleKind, string> = {
  found: "✓ found",
  misnamed: "~ found as anomalous",
  missed: "✗ missed",
  undecided: "? undecided",
  falseAlarm: "✗ false alarm",
  calm: "✓ calm",
};

function card(example: Example): Html {
  const { id, category, kind, truth, label, type, explanation } = example;
  const shows = label === 0 ? "normal" : truth.join(", ") || "anomalous";
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
      <p class="why">${explanation}</p>
      <div class="id">${breakable(category)} · ${breakable(id)}</div>
    </figcaption>
  </figure>`;
}

/** The bar of the type that is shown, or of any defect; without a fill where nothing is decided. */
function meter({ normalizedScore }: Example): Html {
  return html`<svg class="meter" viewBox="0 0 400 14" preserveAspectRatio="none" aria-hidden="true">
    <rect x="0" y="4" width="400" height="6" rx="3" fill="var(--faint)" />
    ${
      normalizedScore !== null &&
      html`<rect
          x="0"
          y="4"
          width="${(400 * normalizedScore).toFixed(1)}"
          height="6"
          rx="3"
          fill="var(--accent)"
        />
        <rect x="199" y="0" width="2" height="14" fill="var(--ink)" />`
    }
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
