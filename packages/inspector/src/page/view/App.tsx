import { useEffect } from "preact/hooks";
import { openFiles } from "../state/openFiles.ts";
import {
  camera,
  help,
  items,
  loaded,
  openItem,
  problems,
  report,
  run,
  said,
} from "../state/store.ts";
import { Camera } from "./Camera.tsx";
import { Detail } from "./Detail.tsx";
import { droppedFiles } from "./droppedFiles.ts";
import { Filters } from "./Filters.tsx";
import { Grid } from "./Grid.tsx";
import { Help } from "./Help.tsx";
import { onKey } from "./keys.ts";
import { LearnPanel } from "./LearnPanel.tsx";
import { ThresholdPanel } from "./ThresholdPanel.tsx";
import { TopBar } from "./TopBar.tsx";
import { Welcome } from "./Welcome.tsx";

/** The page. */
export function App() {
  useEffect(() => {
    const over = (event: DragEvent) => event.preventDefault();
    const drop = (event: DragEvent) => {
      event.preventDefault();
      if (event.dataTransfer) droppedFiles(event.dataTransfer).then(openFiles).catch(report);
    };
    document.addEventListener("keydown", onKey);
    document.addEventListener("dragover", over);
    document.addEventListener("drop", drop);
    return () => {
      document.removeEventListener("keydown", onKey);
      document.removeEventListener("dragover", over);
      document.removeEventListener("drop", drop);
    };
  }, []);
  useEffect(() => {
    const timer = setTimeout(() => {
      said.value = "";
    }, 8000);
    return () => clearTimeout(timer);
  }, [said.value]);
  const item = openItem.value;
  const hasImages = items.value.length > 0;
  return (
    <>
      <TopBar />
      <Problems />
      <LearnPanel />
      {!loaded.value && !hasImages && !run.value ? (
        <Welcome />
      ) : (
        <div class={`work ${item || camera.value ? "has-detail" : ""}`}>
          <aside aria-label="Threshold">
            <ThresholdPanel />
          </aside>
          <main>
            <div class="list">
              <Filters />
              <Grid />
            </div>
            {camera.value ? <Camera /> : item && <Detail key={item.id} item={item} />}
          </main>
        </div>
      )}
      {help.value && <Help />}
      <p class="said" role="status">
        {said.value}
      </p>
    </>
  );
}

function Problems() {
  if (problems.value.length === 0) return null;
  return (
    <section class="problems" role="alert" aria-label="Problems">
      {problems.value.map((text) => (
        <p key={text}>
          <span>{text}</span>
          <button
            type="button"
            class="quiet"
            onClick={() => {
              problems.value = problems.value.filter((other) => other !== text);
            }}
          >
            Close
          </button>
        </p>
      ))}
    </section>
  );
}
