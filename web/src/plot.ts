// The plots of the live page, a bundle of its own: read when the first plot is drawn.
import uPlot from "uplot";

declare global {
  interface Window {
    CruciblePlot: typeof uPlot;
  }
}
window.CruciblePlot = uPlot;
