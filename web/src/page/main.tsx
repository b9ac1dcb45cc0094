// The live page: where it starts.
import { render } from "preact";
import "./page.css";

render(<p>Crucible</p>, document.body);
