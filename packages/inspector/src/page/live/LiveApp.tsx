import { useEffect } from "preact/hooks";
import { Examples } from "./Examples.tsx";
import { LineChart } from "./LineChart.tsx";
import { connected, sections } from "./sections.ts";

/** The page that follows a training. */
export function LiveApp() {
  const { about, loss, examples, said = [], results } = sections.value;
  const state = stateInWords();
  useEffect(() => {
    document.title = `${state} · FlawLens`;
  }, [state]);
  return (
    <>
      <header>
        <h1>
          <span class="brand">FlawLens</span> {about?.title ?? "training"}
        </h1>
        <p class="soft folder">{about?.folder}</p>
        <p class="state" role="status">
          {state}
        </p>
      </header>
      <main>
        <Progress />
        {results && (
          <section>
            <h2>Result</h2>
            <dl class="figures">
              {results.figures.map(({ name, value }) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
            {results.report && connected.value && (
              <p>
                <a href="report.html" target="_blank" rel="noopener">
                  Open the report
                </a>
              </p>
            )}
          </section>
        )}
        <section>
          <h2>Loss</h2>
          <p class="soft">{loss?.note ?? "There are none yet."}</p>
          {loss && loss.points.length > 1 && (
            <LineChart
              label="Loss over steps"
              lines={[{ name: "loss", points: loss.points, kind: "loss" }]}
            />
          )}
        </section>
        {examples && <Examples {...examples} />}
        <section>
          <h2>What the command said</h2>
          <ol class="said-lines">
            {said.map(({ text, kind }, i) => (
              <li key={i} class={kind}>
                {text}
              </li>
            ))}
          </ol>
        </section>
      </main>
    </>
  );
}

function Progress() {
  const { progress, end } = sections.value;
  if (end) return <p class={end.how === "done" ? "ended" : "ended bad"}>{end.text}</p>;
  if (!progress) return <p class="soft">The command is preparing.</p>;
  const { phase, done, total, left } = progress;
  return (
    <div class="progress">
      <p class="line">
        <strong>{phase}</strong>
        <span>{total === null ? done : `${done} of ${total}`}</span>
        <span class="soft">{left}</span>
      </p>
      <progress aria-label={phase} value={total === null ? undefined : done} max={total ?? 1} />
    </div>
  );
}

function stateInWords(): string {
  const { progress, end } = sections.value;
  if (end) return { done: "done", interrupted: "interrupted", failed: "failed" }[end.how];
  if (!connected.value) return "the command cannot be heard; it may have ended";
  if (!progress) return "preparing";
  const { phase, done, total } = progress;
  return total ? `${phase} ${Math.floor((100 * done) / total)} %` : phase;
}
