import { scaleLinear, scaleLog } from "d3-scale";
import { line } from "d3-shape";
import { medianSorted } from "simple-statistics";
import { grouped, significant } from "./_format.ts";
import { html, type Html } from "./_html.ts";
import { thinCurve } from "./thinCurve.ts";

/** One reading of the loss while training. */
export interface TrainingPoint {
  step: number;
  loss: number;
  validationLoss?: number | null;
}

type Point = [x: number, y: number];

const width = 860;
const height = 300;
const inner = { left: 62, right: 770, top: 12, bottom: 254 };

/** The loss over steps: every reading in grey, a running median over it. */
export function trainingSection(readings: TrainingPoint[]): Html | null {
  const losses = readings
    .filter(({ loss }) => Number.isFinite(loss))
    .map(({ step, loss }): Point => [step, loss]);
  if (losses.length < 2) return null;
  const validation = readings.flatMap(({ step, validationLoss }): Point[] =>
    Number.isFinite(validationLoss) ? [[step, validationLoss as number]] : [],
  );
  const window = losses.length < 60 ? 1 : Math.ceil(losses.length / 40);
  const smooth = runningMedian(losses, window);

  const all = [...losses, ...validation].map(([, loss]) => loss);
  const low = all.reduce((a, b) => Math.min(a, b));
  const high = all.reduce((a, b) => Math.max(a, b));
  const isLog = low > 0 && high / low > 8;
  const x = scaleLinear([losses[0][0], losses[losses.length - 1][0]], [inner.left, inner.right]);
  const y = isLog
    ? scaleLog([low / 1.1, high * 1.1], [inner.bottom, inner.top])
    : scaleLinear([Math.min(0, low), high || 1], [inner.bottom, inner.top]).nice();
  const draw = (points: Point[]) => {
    const { x: xs, y: ys } = thinCurve(
      { x: points.map(([step]) => x(step)), y: points.map(([, loss]) => y(loss)) },
      { tolerance: 0.25 },
    );
    return line<Point>().digits(1)(xs.map((x, i) => [x, ys[i]]));
  };
  const end = (points: Point[]) => y(points[points.length - 1][1]);
  const labels = spread([end(smooth), ...(validation.length > 0 ? [end(validation)] : [])]);

  return html`<section>
    <h2>Training</h2>
    <p class="soft small">
      Loss over ${grouped(losses[losses.length - 1][0])}
      steps${isLog && ", on a logarithmic scale"}.
      ${window > 1 && `Grey: each reading; strong: the running median of ${window}.`}
    </p>
    <figure class="wide" style="margin-left:0">
      <svg
        viewBox="0 0 ${width} ${height}"
        role="img"
        aria-label="${`Training loss, from ${significant(smooth[0][1])} to ${significant(smooth[smooth.length - 1][1])}`}"
      >
        ${yTicks(y, isLog).map(
          (tick) =>
            html`<path class="tick" d="M${inner.left} ${y(tick).toFixed(1)}H${inner.right}" /><text
                x="${inner.left - 8}"
                y="${(y(tick) + 4).toFixed(1)}"
                text-anchor="end"
              >
                ${significant(tick)}
              </text>`,
        )}
        ${x
          .ticks(7)
          .map(
            (tick) =>
              html`<path class="axis" d="M${x(tick).toFixed(1)} ${inner.bottom}v4" /><text
                  x="${x(tick).toFixed(1)}"
                  y="${inner.bottom + 18}"
                  text-anchor="middle"
                >
                  ${grouped(tick)}
                </text>`,
          )}
        <path class="axis" d="M${inner.left} ${inner.top}V${inner.bottom}H${inner.right}" />
        <text x="${(inner.left + inner.right) / 2}" y="${height - 6}" text-anchor="middle">
          step
        </text>
        ${window > 1 && html`<path class="ghost" d="${draw(losses)}" />`}
        <path class="curve" d="${draw(smooth)}" />
        <text class="label" x="${inner.right + 8}" y="${labels[0] + 4}">
          ${validation.length > 0 ? "training" : "loss"}
        </text>
        ${
          validation.length > 0 &&
          html`<path class="second" d="${draw(validation)}" />
            <text class="label" x="${inner.right + 8}" y="${labels[1] + 4}">validation</text>`
        }
      </svg>
    </figure>
  </section>`;
}

function runningMedian(points: Point[], window: number): Point[] {
  const half = Math.floor(window / 2);
  return points.map(([step], i) => {
    const near = points.slice(Math.max(0, i - half), i + half + 1).map(([, loss]) => loss);
    return [step, medianSorted(near.sort((a, b) => a - b))];
  });
}

function yTicks(y: { ticks: (count?: number) => number[] }, isLog: boolean): number[] {
  const ticks = y.ticks(6);
  if (!isLog || ticks.length <= 8) return ticks;
  const leading = (tick: number) => Number(tick.toExponential().split("e")[0]);
  return ticks.filter((tick) => [1, 2, 5].includes(Math.round(leading(tick))));
}

/** Heights of labels, moved apart so that they do not touch. */
function spread(heights: number[]): number[] {
  if (heights.length < 2 || Math.abs(heights[0] - heights[1]) >= 15) return heights;
  const middle = (heights[0] + heights[1]) / 2;
  return heights[0] < heights[1] ? [middle - 8, middle + 8] : [middle + 8, middle - 8];
}
