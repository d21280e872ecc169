import { nameOf } from "../state/item.ts";
import { openFiles } from "../state/openFiles.ts";
import { openServedModel } from "../state/servedModels.ts";
import { learnFromMarks } from "../state/learn.ts";
import { canLearn, isChanged, learning } from "../state/learning.ts";
import { saveDetector, saveMarks } from "../state/save.ts";
import {
  camera,
  describer,
  help,
  loaded,
  marks,
  metadata,
  report,
  run,
  servedModels,
} from "../state/store.ts";
import { chosenFiles } from "./droppedFiles.ts";
import { toggleTheme } from "./theme.ts";

/** What is open, and what can be done with it. */
export function TopBar() {
  const file = loaded.value;
  const count = marks.value.size;
  const learned = file?.detector.metadata.learned ?? 0;
  return (
    <header>
      <h1>
        <span class="brand">FlawLens</span> inspector
      </h1>
      <p class="about">
        {run.value && <b>{run.value.name}</b>}
        {run.value && learned === 0 && resultsLine(run.value.results)}
        {file && (
          <span>
            {nameOf(file.name)}: {metadata.value?.method}, trained on{" "}
            {metadata.value?.dataset.name || "data without a name"}
            {learned > 0 && `, then on ${learned} marked ${learned === 1 ? "image" : "images"}`}
          </span>
        )}
        {describer.value && (
          <span>
            {nameOf(describer.value.name)}: {describer.value.count} descriptions
          </span>
        )}
      </p>
      <div class="actions">
        {file && servedModels.value.length > 1 && <OtherModels open={file.name} />}
        <FileButton />
        <FileButton folder />
        <button
          type="button"
          aria-pressed={camera.value}
          onClick={() => (camera.value = !camera.value)}
          disabled={!file}
        >
          Camera
        </button>
        <button
          type="button"
          onClick={() => void saveDetector()}
          disabled={!isChanged.value}
          class={isChanged.value ? "strong" : ""}
        >
          Save detector
        </button>
        <button
          type="button"
          onClick={saveMarks}
          disabled={count === 0}
          class={count > 0 ? "strong" : ""}
        >
          {count > 0 ? `Save marks (${count})` : "Save marks"}
        </button>
        {canLearn.value && (
          <button
            type="button"
            onClick={() => void learnFromMarks()}
            disabled={count === 0 || learning.value !== null}
          >
            Learn from marks
          </button>
        )}
        <button
          type="button"
          class="icon"
          aria-label="Dark or light"
          title="Dark or light (d)"
          onClick={toggleTheme}
        >
          ◐
        </button>
        <button
          type="button"
          class="icon"
          aria-label="Keys"
          title="Keys (?)"
          onClick={() => (help.value = true)}
        >
          ?
        </button>
      </div>
    </header>
  );
}

/** What the run's evaluation found on its test images. */
function resultsLine(results: unknown) {
  const any = (results as { any?: Record<string, unknown> } | null)?.any;
  const parts = [
    ["image AUROC", any?.imageAuroc],
    ["pixel AUROC", any?.pixelAuroc],
    ["AUPRO", any?.aupro],
  ].flatMap(([name, value]) => (typeof value === "number" ? [`${name} ${value.toFixed(3)}`] : []));
  return parts.length > 0 && <span>test images: {parts.join(", ")}</span>;
}

/** Other detectors of the server. */
function OtherModels({ open }: { open: string }) {
  const names = servedModels.value;
  const now = names.find((name) => `${name}.onnx` === open) ?? "";
  return (
    <label>
      Detector{" "}
      <select
        value={now}
        onChange={(event) => {
          openServedModel(event.currentTarget.value).catch(report);
        }}
      >
        {now === "" && <option value="">{nameOf(open)}</option>}
        {names.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** A button for files: browsers show their own field otherwise. */
function FileButton({ folder = false }: { folder?: boolean }) {
  const id = folder ? "folder" : "files";
  return (
    <label class="button" for={id}>
      {folder ? "Open a folder" : "Open files"}
      <input
        id={id}
        class="hidden"
        type="file"
        multiple
        {...{ webkitdirectory: folder }}
        onChange={(event) => {
          openFiles(chosenFiles(event.currentTarget.files)).catch(report);
          event.currentTarget.value = ""; // the same files may be chosen again
        }}
      />
    </label>
  );
}
