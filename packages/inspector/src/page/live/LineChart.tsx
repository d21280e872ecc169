import type { LivePoint } from "../../liveSections.ts";
import { logTicks, niceTicks } from "./niceTicks.ts";

/** A line of a chart. */
export interface Line {
  name: string;
  points: readonly LivePoint[];
  kind: "loss" | "normal" | "anomalous";
}

const [width, height] = [860, 260];
const inner = { left: 58, right: 846, top: 12, bottom: 216 };

/** Numbers over steps; positive ones that differ by more than a factor of 8 are on a logarithmic scale. */
export function LineChart({ label, lines }: { label: string; lines: readonly Line[] }) {
  const all = lines.flatMap(({ points }) => points);
  const [steps, values] = [all.map(([step]) => step), all.map(([, value]) => value)];
  const first = Math.min(...steps);
  const last = Math.max(...steps, first + 1);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const isLog = least > 0 && most / least > 8;
  const rows = isLog ? logTicks(least, most) : niceTicks(Math.min(0, least), most, 5);
  const columns = niceTicks(first, last, 8).filter((step) => step >= first && step <= last);
  const [low, high] = [rows[0], rows.at(-1) as number];
  const x = (step: number) =>
    inner.left + ((inner.right - inner.left) * (step - first)) / (last - first);
  const place = isLog ? Math.log : (value: number) => value;
  const y = (value: number) =>
    inner.bottom -
    ((inner.bottom - inner.top) * (place(value) - place(low))) / (place(high) - place(low));
  const path = (points: readonly LivePoint[]) =>
    `M${points.map(([step, value]) => `${x(step).toFixed(1)} ${y(value).toFixed(1)}`).join("L")}`;
  return (
    <svg class="chart" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      {rows.map((value) => (
        <g key={value}>
          <path class="rule" d={`M${inner.left} ${y(value)}H${inner.right}`} />
          <text x={inner.left - 8} y={y(value) + 4} text-anchor="end">
            {value.toLocaleString("en")}
          </text>
        </g>
      ))}
      {columns.map((step) => (
        <text key={step} x={x(step)} y={inner.bottom + 20} text-anchor="middle">
          {step}
        </text>
      ))}
      <text x={(inner.left + inner.right) / 2} y={height - 4} text-anchor="middle">
        {isLog ? "step (vertical scale: logarithmic)" : "step"}
      </text>
      {lines.map(({ name, points, kind }) => (
        <g key={name} class={`curve ${kind}`}>
          <title>{name}</title>
          <path d={path(points)} />
          {points.length < 30 &&
            points.map(([step, value], i) => <circle key={i} cx={x(step)} cy={y(value)} r={2.5} />)}
        </g>
      ))}
    </svg>
  );
}
