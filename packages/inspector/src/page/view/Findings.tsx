import type { Prediction } from "@flawlens/inference/web";
import { verdictSigns } from "../state/item.ts";
import type { Descriptions } from "./useDescriptions.ts";
import { Bar } from "./Bar.tsx";
import { short } from "./words.ts";

/** Scores by type, and the regions: everything in numbers, and what the regions look like. */
export function Findings({
  prediction,
  descriptions = null,
}: {
  prediction: Prediction;
  /** Of each region, in words; null where nothing describes regions. */
  descriptions?: Descriptions | null;
}) {
  const { types, regions } = prediction;
  const names = Object.keys(types);
  const rows = [
    { name: "any defect", of: prediction },
    ...(names.length > 1 ? names.map((name) => ({ name, of: types[name] })) : []),
  ];
  return (
    <>
      <table>
        <caption>Scores</caption>
        <thead>
          <tr>
            <th scope="col">Type</th>
            <th scope="col">Score</th>
            <th scope="col">Threshold</th>
            <th scope="col">On its scale</th>
            <th scope="col">Verdict</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, of }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{short(of.score)}</td>
              <td>{of.threshold === null ? "none" : short(of.threshold)}</td>
              <td>
                <Bar value={of.normalizedScore} />
              </td>
              <td>
                {verdictSigns[of.verdict]} {of.verdict}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {regions.length > 0 && (
        <table>
          <caption>Regions, in pixels of the image</caption>
          <thead>
            <tr>
              <th scope="col">Region</th>
              <th scope="col" class="words">
                Type
              </th>
              {descriptions && (
                <th scope="col" class="words">
                  Description
                </th>
              )}
              <th scope="col">Place</th>
              <th scope="col">Size</th>
              <th scope="col">Area</th>
              <th scope="col">Peak</th>
            </tr>
          </thead>
          <tbody>
            {regions.map(({ box, area, peak, type, weak }, i) => (
              <tr key={`${type} ${peak.x} ${peak.y}`}>
                <th scope="row" class="number">
                  {i + 1}
                </th>
                <td class="words">{weak ? "below the map threshold" : (type ?? "any defect")}</td>
                {descriptions && <td class="words">{descriptionOf(descriptions, i)}</td>}
                <td>
                  {box.x}, {box.y}
                </td>
                <td>
                  {box.width} × {box.height}
                </td>
                <td>{area}</td>
                <td>{short(peak.value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

/** The best description of a region, with its cosine. */
function descriptionOf(descriptions: Descriptions, region: number) {
  if (descriptions === "waiting") return <span class="soft">…</span>;
  const best = descriptions.get(region)?.[0];
  if (!best) return <span class="soft">too small to describe</span>;
  return (
    <>
      {best.description} <span class="soft">({best.score.toFixed(2)})</span>
    </>
  );
}
