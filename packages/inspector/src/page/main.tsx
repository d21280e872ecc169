import { render } from "preact";
import { App } from "./view/App.tsx";
import { listModels } from "./state/servedModels.ts";
import { begin } from "./state/openServedRun.ts";
import { isServed } from "./state/served.ts";
import "./style.css";

render(<App />, document.getElementById("app") as HTMLElement);
begin();
if (!isServed && location.protocol.startsWith("http")) void listModels();
