import type { MapKind } from "@flawlens/inference/core";
import { plural, significant } from "./_format.ts";
import { breakable, html, type Html } from "./_html.ts";
import { mapLegend } from "./_mapLegend.ts";
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
    rule: "For each type that has no threshold, and for normal images where any defect has none: the one with the median score.",
  },
  {
    kind: "misnamed",
    title: "Found, but not as this type",
    rule: "For each type: of the images that show it and are called anomalous but not this type, the one with the lowest score.",
  },
  {
    kind: "missed",
    title: "Missed",
    rule: "For each type: of the images that show it and are called normal, the one with the lowest score for any defect.",
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

/**
 * Pictures chosen by rule, and the maps of all types side by side.
 *
 * @param maps - What the values of maps mean, which the legend tells.
 */
export function exampleSection(examples: Example[], maps: MapKind): Html | null {
  if (examples.length === 0) return null;
  return html`<section>
    <h2>Examples</h2>
    <p>
      Each image is shown as it is, with its true regions outlined, and under its anomaly map. A
      defect that was found is shown with the score and the map of its type, any other image with
      those of any defect.
    </p>
    ${mapLegend(maps)}
    <p class="soft small">
      A bar shows the normalised score: empty is a typical normal image, half full is the threshold
      (the stroke), full is a clear defect. The sentence below a bar is about the image as a whole,
      whose score is the sum of the scores of all types.
    </p>
    ${groups.map(({ kind, title, rule }) => {
      const members = examples.filter((example) => example.kind === kind);
      return (
        members.length > 0 &&
        html`<h3>${title}</h3>
          <p class="soft small">${rule}</p>
          <div class="examples">${members.map(card)}</div>`
      );
    })}
    ${typeGrid(examples, maps)}
  </section>`;
}

const verdicts: Record<ExampleKind, string> = {
  found: "✓ found",
  misnamed: "~ found as anomalous",
  missed: "✗ missed",
  undecided: "? undecided",
  falseAlarm: "✗ false alarm",
  calm: "✓ calm",
};

/** The verdict in a word or two; that of a type without a threshold goes with the image's. */
function markOf({ kind, verdict }: Example): string {
  if (kind === "undecided" && verdict === "anomalous") return "~ found, type undecided";
  return verdicts[kind];
}

function truthOf({ label, truth }: Example): string {
  return label === 0 ? "normal" : truth.join(", ") || "anomalous";
}

function card(example: Example): Html {
  const { id, category, label, type, explanation } = example;
  const shows = truthOf(example);
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
        <b>${breakable(shows)}</b><span class="mark">${markOf(example)}</span>
      </div>
      ${scoreLine(example)} ${meter(example)}
      <p class="why">${explanation}</p>
      <div class="id">${breakable(category)} · ${breakable(id)}</div>
    </figcaption>
  </figure>`;
}

/** Whose score the bar shows, and the numbers behind it. */
function scoreLine({ type, score, threshold }: Example): Html {
  return html`<div class="score-line">
    <span>score of ${breakable(type ?? "any defect")}: ${significant(score)}</span
    ><span>${threshold === null ? "no threshold" : `threshold ${significant(threshold)}`}</span>
  </div>`;
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
function typeGrid(examples: Example[], maps: MapKind): Html | null {
  const rows = examples.filter(({ typeOverlays }) => typeOverlays.length > 0);
  if (rows.length < 2) return null;
  return html`<h3>One map for each type</h3>
    <p class="soft small">
      The ${plural(rows.length, "found image")} above under the maps of all types, each on
      ${maps === "absolute" ? "the scale of its type" : "its own scale"}. Framed: the type that the
      image shows. Elsewhere in a row, a good detector stays calm.
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
            (example) =>
              html`<tr>
                <th scope="row">${breakable(example.type ?? truthOf(example))}</th>
                ${example.typeOverlays.map(
                  ({ type, overlay }) =>
                    html`<td class="${example.truth.includes(type) && "own"}">
                      <img alt="${`${example.id}, map of ${type}`}" src="${overlay}" />
                    </td>`,
                )}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}
