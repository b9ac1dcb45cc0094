// The editor of molecules on the live page, a bundle of its own because it is large: loaded when it
// is first opened.
import { CanvasEditor } from "openchemlib";

declare global {
  interface Window {
    CrucibleEditor?: typeof CanvasEditor;
  }
}
window.CrucibleEditor = CanvasEditor;
