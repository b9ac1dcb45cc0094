// The live page: where it starts.
import { render } from "preact";
import "uplot/dist/uPlot.min.css";
import "./page.css";
import "./run.css";
import "./explore.css";
import "./study.css";
import { Shell } from "./shell";

document.documentElement.lang = "en";
const root = document.createElement("div");
document.body.replaceChildren(root);
render(<Shell />, root);
