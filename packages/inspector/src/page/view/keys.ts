import type { Mark } from "../logic/corrections.ts";
import type { Selection } from "../logic/selectItems.ts";
import { learnFromMarks } from "../state/learn.ts";
import { isChanged } from "../state/learning.ts";
import { saveDetector, saveMarks } from "../state/save.ts";
import {
  camera,
  help,
  look,
  openId,
  openItem,
  selection,
  setMark,
  shown,
  threshold,
  truthOf,
  types,
  typesToMark,
} from "../state/store.ts";
import { toggleTheme } from "./theme.ts";

/** A key, what it does, and how the help tells it. */
interface KeyBinding {
  keys: readonly string[];
  words: string;
  act(): void;
}

const change = (part: Partial<typeof look.value>) => {
  look.value = { ...look.value, ...part };
};
const show = (show: Selection["show"]) => () => {
  selection.value = { ...selection.value, show };
};

/** Opens the image after the open one, or before it. */
export function step(by: 1 | -1): void {
  const all = shown.value;
  if (all.length === 0) return;
  const at = all.findIndex(({ id }) => id === openId.value);
  const next = at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1);
  openId.value = all[next].id;
}

/** Marks the open image; a second time takes the mark away. */
export function mark(label: Mark["label"]): void {
  const item = openItem.value;
  if (!item) return;
  const known = truthOf(item).types;
  const fallback = typesToMark.value.length === 1 ? typesToMark.value : [];
  setMark(item, { label, types: label === 1 ? [...(known.length > 0 ? known : fallback)] : [] });
}

function opacity(by: number): void {
  const { opacity } = look.value;
  change({ map: true, opacity: Math.min(Math.max(Math.round(20 * opacity + by) / 20, 0), 1) });
}

function nextType(): void {
  const all = types.value.length > 1 ? ["", ...types.value] : [""];
  threshold.value = all[(all.indexOf(threshold.value) + 1) % all.length];
}

/** What the keys do everywhere but in fields of text. */
export const keyBindings: readonly KeyBinding[] = [
  { keys: ["j", "ArrowRight"], words: "open the next image", act: () => step(1) },
  { keys: ["k", "ArrowLeft"], words: "open the image before", act: () => step(-1) },
  {
    keys: ["Escape"],
    words: "close the image or the camera",
    act: () => {
      openId.value = null;
      camera.value = false;
    },
  },
  { keys: ["m"], words: "show or hide the map", act: () => change({ map: !look.value.map }) },
  { keys: ["["], words: "make the map fainter", act: () => opacity(-1) },
  { keys: ["]"], words: "make the map stronger", act: () => opacity(1) },
  {
    keys: ["r"],
    words: "show or hide the regions",
    act: () => change({ regions: !look.value.regions }),
  },
  {
    keys: ["t"],
    words: "show or hide the true outline",
    act: () => change({ truth: !look.value.truth }),
  },
  { keys: ["v"], words: "go to the next type: its map and its threshold", act: nextType },
  { keys: ["n"], words: "mark the open image as normal", act: () => mark(0) },
  { keys: ["a"], words: "mark the open image as anomalous", act: () => mark(1) },
  {
    keys: ["u"],
    words: "take the mark away",
    act: () => openItem.value && setMark(openItem.value, null),
  },
  { keys: ["1"], words: "list all images", act: show("all") },
  { keys: ["2"], words: "list anomalous images", act: show("anomalous") },
  { keys: ["3"], words: "list normal images", act: show("normal") },
  { keys: ["4"], words: "list undecided images", act: show("undecided") },
  { keys: ["5"], words: "list mistakes", act: show("mistakes") },
  { keys: ["6"], words: "list marked images", act: show("marked") },
  { keys: ["h"], words: "go to the threshold", act: () => focusOn("threshold-handle") },
  { keys: ["/"], words: "search by name", act: () => focusOn("search") },
  { keys: ["o"], words: "open files", act: () => document.getElementById("files")?.click() },
  { keys: ["f"], words: "open a folder", act: () => document.getElementById("folder")?.click() },
  { keys: ["s"], words: "save the detector as it is now", act: saveIfChanged },
  { keys: ["S"], words: "save the marks", act: saveMarks },
  { keys: ["l"], words: "let the detector learn from the marks", act: () => void learnFromMarks() },
  {
    keys: ["c"],
    words: "start or stop the camera",
    act: () => {
      camera.value = !camera.value;
    },
  },
  { keys: ["d"], words: "dark or light", act: toggleTheme },
  {
    keys: ["?"],
    words: "show or hide this help",
    act: () => {
      help.value = !help.value;
    },
  },
];

function saveIfChanged(): void {
  if (isChanged.value) void saveDetector();
}

function focusOn(id: string): void {
  document.getElementById(id)?.focus();
}

/** Does what a key is for, unless somebody writes, or the key belongs to the control that has the focus. */
export function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const target = event.target as HTMLElement;
  const writes = target.matches("input:not([type=checkbox], [type=range]), textarea, select");
  if (writes && event.key !== "Escape") return;
  if (writes) target.blur();
  const arrows = event.key.startsWith("Arrow");
  if (arrows && target.matches("input, [role=slider]")) return;
  const binding = keyBindings.find(({ keys }) => keys.includes(event.key));
  if (!binding || (help.value && !["?", "Escape"].includes(event.key))) return;
  if (help.value && event.key === "Escape") return; // the dialog closes itself
  event.preventDefault();
  binding.act();
}
