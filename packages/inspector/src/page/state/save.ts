import { setThresholds } from "@flawlens/inference/web";
import { correctedManifest, markedList } from "../logic/corrections.ts";
import type { Mark } from "../logic/corrections.ts";
import { nameOf } from "./item.ts";
import { isMoved, loaded, marks, moved, report, run, said } from "./store.ts";

/** Saves the detector as it is: with what it learned, and the thresholds that were moved. */
export async function saveDetector(): Promise<void> {
  if (!loaded.value) return;
  const { name, file } = loaded.value;
  try {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const changed = isMoved.value ? await setThresholds(bytes, moved.value) : bytes;
    download(nameOf(name), changed, "application/octet-stream");
    said.value = `Saved ${nameOf(name)}${isMoved.value ? " with the new threshold" : ""}.`;
  } catch (error) {
    report(error);
  }
}

/** Saves what was marked: of a run its manifest, corrected; else a list of the marked images. */
export function saveMarks(): void {
  const marked = [...marks.value].map(([id, { path, mark }]) => ({ id, path, mark }));
  if (marked.length === 0) return;
  const manifest = run.value?.manifest;
  const known = new Set(manifest?.samples.map(({ id }) => id));
  if (manifest && marked.every(({ id }) => known.has(id))) {
    const marks = new Map(marked.map(({ id, mark }): [string, Mark] => [id, mark]));
    const text = JSON.stringify(correctedManifest(manifest, marks), null, 1);
    download("corrected.json", `${text}\n`, "application/json");
    said.value = "Saved corrected.json. Train on it with flawlens train --data corrected.json.";
    return;
  }
  download("marked.jsonl", markedList(marked), "application/jsonl");
  said.value =
    "Saved marked.jsonl. Put it beside the images, and train on it with flawlens train --data marked.jsonl.";
}

function download(name: string, content: Uint8Array<ArrayBuffer> | string, type: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
