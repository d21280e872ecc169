import type { Item } from "../state/item.ts";
import { marks, setMark, truthOf, typesToMark } from "../state/store.ts";
import { mark } from "./keys.ts";

/** What somebody says of the open image. */
export function Marks({ item }: { item: Item }) {
  const own = marks.value.get(item.id)?.mark ?? null;
  const { label, types: known } = truthOf(item);
  const words =
    label === null
      ? "Nobody has said what this image is."
      : `${own ? "You say" : "The data say"}: ${label === 0 ? "normal" : known.join(", ") || "anomalous"}.`;
  const choices = [...new Set([...typesToMark.value, ...item.truth.types])];
  return (
    <div class="marks" role="group" aria-label="Mark">
      <div class="row">
        <span>{words}</span>
        <button type="button" aria-pressed={own?.label === 0} onClick={() => mark(0)}>
          It is normal
        </button>
        <button type="button" aria-pressed={own?.label === 1} onClick={() => mark(1)}>
          It is anomalous
        </button>
        {own && (
          <button type="button" class="quiet" onClick={() => setMark(item, null)}>
            Take back
          </button>
        )}
      </div>
      {own?.label === 1 && choices.length > 1 && (
        <div class="row">
          <span>It shows</span>
          {choices.map((type) => (
            <label key={type}>
              <input
                type="checkbox"
                checked={own.types.includes(type)}
                onChange={() =>
                  setMark(item, {
                    label: 1,
                    types: own.types.includes(type)
                      ? own.types.filter((other) => other !== type)
                      : [...own.types, type],
                  })
                }
              />{" "}
              {type}
            </label>
          ))}
        </div>
      )}
    </div>
  );
}
