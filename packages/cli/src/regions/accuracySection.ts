import { accuracyRows } from "@flawlens/alphaclip";
import type { DescriberResults } from "@flawlens/alphaclip";
import { html } from "@flawlens/report";
import type { Html } from "@flawlens/report";
import { percent } from "../terminal/percent.ts";

/** Accuracies of a region describer: with and without masks, by object, by regions in the image. */
export function accuracySection(results: DescriberResults): Html {
  const { accuracy } = results;
  const { all, sameObject } = accuracy.region;
  const groups = [
    { title: "By object", pick: "byCategory" },
    { title: "By regions in the image", pick: "byRegionCount" },
  ] as const;
  return html`<section>
    <h2>Accuracy</h2>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th></th>
            <th>of all descriptions</th>
            <th>of its object's</th>
          </tr>
        </thead>
        <tbody>
          ${accuracyRows(results).map(
            (row) =>
              html`<tr>
                <th scope="row">${row.name}</th>
                <td>${percent(row.all)} %</td>
                <td>${percent(row.sameObject)} %</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${groups.map(
      ({ title, pick }) =>
        html`<h3>${title}</h3>
          <div class="scroll">
            <table>
              <thead>
                <tr>
                  <th></th>
                  <th>regions</th>
                  <th>right</th>
                  <th>of all</th>
                  <th>of its object's</th>
                </tr>
              </thead>
              <tbody>
                ${Object.entries(all[pick]).map(
                  ([name, { count, correct, accuracy: value }]) =>
                    html`<tr>
                      <th scope="row">${name}</th>
                      <td>${count}</td>
                      <td>${correct}</td>
                      <td>${percent(value)} %</td>
                      <td>
                        ${percent((sameObject[pick] as typeof sameObject.byCategory)[name].accuracy)}
                        %
                      </td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`,
    )}
  </section>`;
}
