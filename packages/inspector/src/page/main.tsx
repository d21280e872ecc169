import { render } from "preact";
import { App } from "./view/App.tsx";
import { begin } from "./state/openServedRun.ts";
import "./style.css";

render(<App />, document.getElementById("app") as HTMLElement);
begin();
