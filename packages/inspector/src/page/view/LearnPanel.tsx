import type { Counts } from "../logic/beforeAfter.ts";
import { cancelLearning, goBack } from "../state/learn.ts";
import { comparison, learning, learnt } from "../state/learning.ts";
import type { Learning, Learnt } from "../state/learning.ts";
import { saveDetector } from "../state/save.ts";
import { items, report } from "../state/store.ts";
import { images } from "./words.ts";

/** How far the learning is, and afterwards what has become of the mistakes. */
export function LearnPanel() {
  const now = learning.value;
  const last = learnt.value;
  if (!now && !last) return null;
  return (
    <section class="learn" aria-label="Learning from marks">
      {now ? <Progress {...now} /> : last && <Outcome last={last} />}
    </section>
  );
}

function Progress({ words, done, of, ...from }: Learning) {
  return (
    <>
      <h2>Learning from marks</h2>
      <p>It learns from {sources(from)}</p>
      <p class="row">
        <progress max={of} value={done} aria-label={words} />
        <span class="soft">
          {words}
          {of > 1 && `: ${done} of ${of}`}
        </span>
        <button type="button" onClick={cancelLearning}>
          Cancel
        </button>
      </p>
    </>
  );
}

function Outcome({ last }: { last: Learnt }) {
  const found = comparison.value;
  const waiting = items.value.filter(({ result }) => result.value.state === "waiting").length;
  if (!found) return null;
  const rows: [words: string, counts: Counts][] = [
    ["Marked images", found.marked],
    ["Images that it learned besides", found.helped],
    ["Other images", found.others],
  ];
  return (
    <>
      <h2>The detector has learned</h2>
      <p>It learned from {sources(last)}</p>
      <table>
        <caption>
          Mistakes before and after
          {waiting > 0 && <span class="soft">, {images(waiting)} not yet scored again</span>}
        </caption>
        <thead>
          <tr>
            <th scope="col">Images on this page</th>
            <th scope="col">Known</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
            <th scope="col">Changed</th>
          </tr>
        </thead>
        <tbody>
          {rows
            .filter(([, counts]) => counts.images > 0)
            .map(([words, { images, known, before, after, changed }]) => (
              <tr key={words}>
                <th scope="row">{words}</th>
                <td>
                  {known} of {images}
                </td>
                <td>{known > 0 ? before : "unknown"}</td>
                <td class={after > before ? "bad" : ""}>{known > 0 ? after : "unknown"}</td>
                <td>{changed}</td>
              </tr>
            ))}
        </tbody>
      </table>
      <p class="soft">{thresholds(last)}</p>
      <p class="row">
        <button type="button" class="strong" onClick={() => void saveDetector()}>
          Save detector
        </button>
        <button type="button" onClick={() => goBack().catch(report)}>
          Go back
        </button>
      </p>
    </>
  );
}

/** What a detector learns from. */
function sources({ marked, others, unusable }: Pick<Learning, "marked" | "others" | "unusable">) {
  const left =
    unusable === 1
      ? " 1 marked image is left out: say which types it shows."
      : ` ${unusable} marked images are left out: say which types they show.`;
  const beside =
    others === 0
      ? " alone: it may forget what it knew."
      : `, and from ${others} others so that it does not forget what it knew.`;
  return `${marked} marked ${marked === 1 ? "image" : "images"}${beside}${unusable > 0 ? left : ""}`;
}

function thresholds({ isValidated }: Learnt): string {
  return isValidated
    ? "Thresholds were chosen anew on the run's validation images, from which it did not learn."
    : "Scores have moved, and there is no validation image to choose thresholds by: they are the numbers from before, " +
        "and the file promises no rate of false alarms. Set them by images from which it did not learn.";
}
