import { render } from "preact";
import { LiveApp } from "./LiveApp.tsx";
import { follow } from "./sections.ts";
import "./style.css";

render(<LiveApp />, document.getElementById("app") as HTMLElement);
follow();
