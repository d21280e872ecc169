import type { LiveExample, LiveExamples } from "../../liveSections.ts";
import { LineChart } from "./LineChart.tsx";

/** Example images with their newest maps, and how their scores went. */
export function Examples({ note, step, images }: LiveExamples) {
  const looked = images.some(({ scores }) => scores.length > 1);
  return (
    <section>
      <h2>
        Example maps
        {images.some(({ map }) => map) && (step === null ? ", trained" : `, step ${step}`)}
      </h2>
      <p class="soft">{note}</p>
      <ul class="examples">
        {images.map((example) => (
          <li key={example.id}>
            <Example {...example} />
          </li>
        ))}
      </ul>
      {looked && (
        <>
          <p class="keys-of-lines">
            Their scores: <span class="swatch normal" /> normal <span class="swatch anomalous" />{" "}
            anomalous
          </p>
          <LineChart
            label="Scores of the example images over steps"
            lines={images.map(({ id, label, scores }) => ({
              name: id,
              points: scores,
              kind: label === 1 ? "anomalous" : "normal",
            }))}
          />
        </>
      )}
    </section>
  );
}

function Example({ id, label, side, image, map, scores }: LiveExample) {
  const truth = label === 1 ? "anomalous" : "normal";
  const score = scores.at(-1)?.[1];
  return (
    <figure>
      <div class="pair">
        <img src={image} alt={`The image ${id}`} />
        {map ? <img src={map} alt={`The map of ${id}`} /> : <div class="empty">no map yet</div>}
      </div>
      <figcaption>
        <span class="line">
          <strong class={truth}>{truth}</strong>
          {score !== undefined && <span class="score">score {score.toPrecision(4)}</span>}
        </span>
        <span class="id">{id}</span>
        <span class="soft">{side === "train" ? "training image" : "validation image"}</span>
      </figcaption>
    </figure>
  );
}
