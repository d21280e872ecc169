import { join } from "node:path";
import type { MethodEvent } from "@flawlens/detector";
import { serveLive } from "@flawlens/inspector";
import type { LiveExamples, LiveProgress, LiveSections } from "@flawlens/inspector";
import type { Results } from "@flawlens/report";
import type { LossReading } from "../../run/trainingLog.ts";
import { boundedCurve } from "./boundedCurve.ts";
import { figuresOf } from "./figuresOf.ts";

/** What a live page is told; events of a training as they are, with the losses so far. */
export type LiveEvent =
  | { kind: "about"; title: string }
  | { kind: "training"; event: MethodEvent; readings: readonly LossReading[] }
  | { kind: "progress"; progress: LiveProgress }
  | { kind: "said"; text: string; as: LiveSections["said"][number]["kind"] }
  | { kind: "examples"; examples: LiveExamples }
  | { kind: "results"; results: Results }
  | { kind: "ended"; end: LiveSections["end"] };

/** The live page of a run. */
export interface LiveServer {
  url: string;
  /** Shows what happened; never waits. */
  push(event: LiveEvent): void;
  close(): Promise<void>;
}

export interface LiveServerOptions {
  /** 0 takes any that is free. */
  port: number;
  /** The run's folder, whose report the page links. */
  out: string;
  /** The folder of the built page; default that of the inspector. */
  page?: string;
}

/** Lines of what the command said that the page keeps. */
const mostLines = 200;

/**
 * Serves the live page of a run on this machine alone. It holds a bounded number of numbers and lines, however long the
 * training is.
 *
 * @throws {Error} If the port cannot be had, or the page is not built.
 */
export async function liveServer({ port, out, page }: LiveServerOptions): Promise<LiveServer> {
  const { url, show, close } = await serveLive({ port, page, report: join(out, "report.html") });
  let said: LiveSections["said"] = [];
  let curve = boundedCurve();
  const showLoss = (): void =>
    show("loss", {
      points: curve.points(),
      note:
        curve.each() === 1
          ? "Every reading."
          : `Each point is the mean of ${curve.each()} readings.`,
    });

  const followTraining = (event: MethodEvent, readings: readonly LossReading[]): void => {
    if (event.kind === "start" && event.steps === null)
      return show("loss", {
        points: [],
        note: "This method trains without steps: it has no losses.",
      });
    if (event.kind === "start" || event.kind === "resumed") {
      curve = boundedCurve();
      for (const { step, loss } of readings) curve.add(step, loss);
      showLoss();
    } else if (event.kind === "step") {
      curve.add(event.step, event.loss);
      showLoss();
    }
  };

  const push = (event: LiveEvent): void => {
    switch (event.kind) {
      case "about":
        return show("about", { title: event.title, folder: out });
      case "training":
        return followTraining(event.event, event.readings);
      case "progress":
        return show("progress", event.progress);
      case "said":
        said = [...said, { text: event.text, kind: event.as }].slice(-mostLines);
        return show("said", said);
      case "examples":
        return show("examples", event.examples);
      case "results":
        return show("results", { figures: figuresOf(event.results), report: true });
      case "ended":
        return show("end", event.end);
    }
  };
  return { url, push, close };
}
