import { html, type Html } from "./_html.ts";

/** A method with a part of it alone, or changed, judged on the same images. */
export interface AblationRow {
  /** The part of the detector that this row keeps or changes, in words. */
  name: string;
  /** Fractions in [0, 1]; null where undefined. */
  imageAuroc: number | null;
  imageAveragePrecision: number | null;
}

/** What the parts of a method find by themselves. */
export function ablationSection(rows: readonly AblationRow[]): Html | null {
  if (rows.length === 0) return null;
  const percent = (value: number | null) => (value === null ? "–" : (100 * value).toFixed(1));
  return html`<section>
    <h2>Ablation</h2>
    <p>The same images, ranked by parts of the method. In percent.</p>
    <table>
      <thead>
        <tr>
          <th scope="col">Ranked by</th>
          <th scope="col">Image AUROC</th>
          <th scope="col">Image AP</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ name, imageAuroc, imageAveragePrecision }) =>
            html`<tr>
              <th scope="row">${name}</th>
              <td>${percent(imageAuroc)}</td>
              <td>${percent(imageAveragePrecision)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}
