import { scaleLinear } from "d3-scale";
import { area, line } from "d3-shape";
import { breakable, html, type Html } from "./_html.ts";
import type { Curve } from "./thinCurve.ts";

/** One small plot. */
export interface Panel {
  name: string;
  /** Shown beside the name. */
  value: string;
  /** A panel without a curve is named below the others. */
  curve: Curve | null;
  /** What a blind guess would draw. */
  chance?: Curve;
  /** The point of the curve at the threshold. */
  point?: readonly [x: number, y: number] | null;
  /** Fill the area under the curve. */
  shaded?: boolean;
}

const width = 250;
const height = 226;
const inner = { left: 40, right: 242, top: 8, bottom: 188 };

/** Plots of one kind side by side, every curve faintly in all of them. */
export function panelGroup({
  id,
  title,
  axes,
  panels,
}: {
  /** Unique in the page. */
  id: string;
  title: string;
  axes: { x: string; y: string; xMax: number };
  panels: Panel[];
}): Html {
  const x = scaleLinear([0, axes.xMax], [inner.left, inner.right]);
  const y = scaleLinear([0, 1], [inner.bottom, inner.top]);
  const draw = (curve: Curve) =>
    line<number>(
      (_, i) => x(curve.x[i]),
      (_, i) => y(curve.y[i]),
    ).digits(1)(curve.x);
  const fill = (curve: Curve) =>
    area<number>(
      (_, i) => x(curve.x[i]),
      inner.bottom,
      (_, i) => y(curve.y[i]),
    ).digits(1)(curve.x);

  const drawn = panels.flatMap(({ curve, ...panel }, i) =>
    curve ? [{ panel, curve, key: `${id}-${i}` }] : [],
  );
  const missing = panels.filter(({ curve }) => !curve).map(({ name }) => name);
  return html`<h3>${title}</h3>
    <svg style="position:absolute;width:0;height:0" aria-hidden="true">
      <defs>${drawn.map(({ curve, key }) => html`<path id="${key}" d="${draw(curve)}" />`)}</defs>
    </svg>
    <div class="panels">
      ${drawn.map(({ panel: { name, value, chance, point, shaded }, curve, key }) => {
        const others = drawn.filter((other) => other.key !== key);
        return html`<figure class="panel">
          <figcaption><b>${breakable(name)}</b><span>${value}</span></figcaption>
          <svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}: ${name}, ${value}">
            ${frame(axes, x, y)} ${chance && html`<path class="chance" d="${draw(chance)}" />`}
            ${others.map(({ key }) => html`<use class="ghost" href="#${key}" />`)}
            ${shaded && html`<path class="area" d="${fill(curve)}" />`}
            <use class="curve" href="#${key}" />
            ${point && html`<circle class="dot" cx="${x(point[0]).toFixed(1)}" cy="${y(point[1]).toFixed(1)}" r="4" />`}
          </svg>
        </figure>`;
      })}
    </div>
    ${missing.length > 0 && html`<p class="notes">Undefined for ${missing.join(", ")}.</p>`}`;
}

type Scale = ReturnType<typeof scaleLinear<number>>;

function frame(axes: { x: string; y: string }, x: Scale, y: Scale): Html {
  const { left, right, top, bottom } = inner;
  return html`${[0, 0.25, 0.5, 0.75, 1].map(
      (tick) => html`<path class="tick" d="M${left} ${y(tick)}H${right}" />`,
    )}
    ${[0, 0.5, 1].map(
      (tick) =>
        html`<text x="${left - 6}" y="${y(tick) + 4}" text-anchor="end">${100 * tick}</text>`,
    )}
    ${x
      .ticks(4)
      .map(
        (tick) =>
          html`<path class="tick" d="M${x(tick)} ${top}V${bottom}" />
            <text x="${x(tick)}" y="${bottom + 15}" text-anchor="middle">
              ${Number((100 * tick).toPrecision(3))}
            </text>`,
      )}
    <path class="axis" d="M${left} ${top}V${bottom}H${right}" />
    <text x="${(left + right) / 2}" y="${height - 6}" text-anchor="middle">${axes.x}, %</text>
    <text transform="translate(11 ${(top + bottom) / 2}) rotate(-90)" text-anchor="middle">
      ${axes.y}, %
    </text>`;
}
