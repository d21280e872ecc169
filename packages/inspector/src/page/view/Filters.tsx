import type { Selection } from "../logic/selectItems.ts";
import { isMistake } from "../logic/confusion.ts";
import { clearItems } from "../state/openFiles.ts";
import { showSide } from "../state/openServedRun.ts";
import { isServed } from "../state/served.ts";
import { scoreItems } from "../state/scoreItems.ts";
import {
  items,
  listed,
  loaded,
  loading,
  paused,
  run,
  selection,
  shown,
  side,
  types,
} from "../state/store.ts";
import { images } from "./words.ts";

/** Which images are listed, and how far the scoring is. */
export function Filters() {
  const all = listed.value;
  const scored = all.filter(({ score }) => score !== null);
  const has = (show: Selection["show"]): number => {
    if (show === "all") return all.length;
    if (show === "marked") return all.filter(({ marked }) => marked).length;
    if (show === "mistakes") return scored.filter(isMistake).length;
    return scored.filter(({ verdict }) => verdict === show).length;
  };
  const named = [...new Set([...types.value, ...all.flatMap((item) => item.types)])];
  const set = (part: Partial<Selection>) => {
    selection.value = { ...selection.value, ...part };
  };
  return (
    <section class="filters" aria-label="Which images">
      <div class="tabs" role="group" aria-label="Verdict">
        {kinds.map(([show, words]) => (
          <button
            key={show}
            type="button"
            aria-pressed={selection.value.show === show}
            onClick={() => set({ show })}
          >
            {words} <span class="count">{has(show)}</span>
          </button>
        ))}
      </div>
      <div class="row">
        {isServed && run.value?.manifest && <Sides />}
        {named.length > 1 && (
          <label>
            Type{" "}
            <select
              value={selection.value.type}
              onChange={(event) => set({ type: event.currentTarget.value })}
            >
              <option value="">any</option>
              {named.map((type) => (
                <option key={type} value={type}>
                  {type}
                </option>
              ))}
            </select>
          </label>
        )}
        <label>
          Order{" "}
          <select
            value={selection.value.order}
            onChange={(event) => set({ order: event.currentTarget.value as Selection["order"] })}
          >
            <option value="highest">highest score first</option>
            <option value="lowest">lowest score first</option>
            <option value="name">by name</option>
          </select>
        </label>
        <label>
          Name{" "}
          <input
            id="search"
            type="search"
            value={selection.value.text}
            onInput={(event) => set({ text: event.currentTarget.value })}
          />
        </label>
        {!isServed && items.value.length > 0 && (
          <button type="button" class="quiet" onClick={clearItems}>
            Remove all
          </button>
        )}
      </div>
      <Progress />
    </section>
  );
}

const kinds = [
  ["all", "All"],
  ["anomalous", "▲ Anomalous"],
  ["normal", "○ Normal"],
  ["undecided", "? Undecided"],
  ["mistakes", "Mistakes"],
  ["marked", "Marked"],
] as const;

function Sides() {
  const samples = run.value?.manifest?.samples ?? [];
  const sides = (["test", "validation", "train"] as const).filter((name) =>
    samples.some(({ split }) => split === name),
  );
  return (
    <label>
      Images{" "}
      <select
        value={side.value}
        onChange={(event) => {
          side.value = event.currentTarget.value as typeof side.value;
          showSide();
        }}
      >
        {sides.map((name) => (
          <option key={name} value={name}>
            {words[name]} ({samples.filter(({ split }) => split === name).length})
          </option>
        ))}
        <option value="all">all ({samples.length})</option>
      </select>
    </label>
  );
}

const words = { test: "test", validation: "validation", train: "training" };

function Progress() {
  const count = items.value.length;
  const done = items.value.filter(({ result }) => result.value.state !== "waiting").length;
  const visible = shown.value.length;
  if (count === 0) return <p class="soft">Drop images here.</p>;
  if (!loaded.value)
    return (
      <p class="soft">
        {images(count)}.{" "}
        {loading.value
          ? "Loading the detector …"
          : `Drop a detector.onnx to score ${count === 1 ? "it" : "them"}.`}
      </p>
    );
  if (done === count)
    return (
      <p class="soft">{visible === count ? images(count) : `${visible} of ${images(count)}`}</p>
    );
  return (
    <p class="row progress">
      <progress max={count} value={done} aria-label="Scored images" />
      <span class="soft">
        {done} of {images(count)} scored
      </span>
      <button
        type="button"
        class="quiet"
        onClick={() => {
          paused.value = !paused.value;
          void scoreItems();
        }}
      >
        {paused.value ? "Go on" : "Pause"}
      </button>
    </p>
  );
}
