// Draws the points of a map: by colour, so that tens of thousands take a few milliseconds.
import type { Points } from "./points";
import { ticksOf, type Extent } from "./scales";
import { tokenColour } from "./theme";
import { numberWords } from "./words";

export interface View {
  width: number;
  height: number;
  x: Extent;
  y: Extent;
}

export const margin = { left: 56, right: 12, top: 10, bottom: 36 };

export function scaleX(view: View): number {
  return (view.width - margin.left - margin.right) / (view.x.high - view.x.low);
}

export function scaleY(view: View): number {
  return (view.height - margin.top - margin.bottom) / (view.y.high - view.y.low);
}

export function toScreen(view: View, x: number, y: number): [number, number] {
  return [margin.left + (x - view.x.low) * scaleX(view), view.height - margin.bottom - (y - view.y.low) * scaleY(view)];
}

export function toData(view: View, px: number, py: number): [number, number] {
  return [
    view.x.low + (px - margin.left) / scaleX(view),
    view.y.low + (view.height - margin.bottom - py) / scaleY(view),
  ];
}

export interface Dots {
  points: Points;
  colours: readonly string[];
  shades: Uint8Array;
  radii: Float32Array;
  chosen: ReadonlySet<number>;
}

function drawAxes(context: CanvasRenderingContext2D, view: View, xName: string, yName: string): void {
  const bottom = view.height - margin.bottom;
  context.strokeStyle = tokenColour("rule2");
  context.lineWidth = 1;
  context.strokeRect(
    margin.left + 0.5,
    margin.top + 0.5,
    view.width - margin.left - margin.right - 1,
    bottom - margin.top - 1,
  );
  context.fillStyle = tokenColour("ink2");
  context.font = '11px Arial, "Liberation Sans", Helvetica, sans-serif';
  context.textBaseline = "top";
  context.textAlign = "center";
  for (const tick of ticksOf(view.x, 5)) context.fillText(numberWords(tick, 4), toScreen(view, tick, 0)[0], bottom + 5);
  context.textBaseline = "middle";
  context.textAlign = "right";
  for (const tick of ticksOf(view.y, 5))
    context.fillText(numberWords(tick, 4), margin.left - 6, toScreen(view, 0, tick)[1]);
  context.fillStyle = tokenColour("ink");
  context.textBaseline = "bottom";
  context.fillText(xName, view.width - margin.right, view.height - 2);
  context.textAlign = "left";
  context.textBaseline = "top";
  context.fillText(yName, margin.left + 8, margin.top + 8);
}

/** One path for each colour: few changes of the pen. */
function drawDots(
  context: CanvasRenderingContext2D,
  view: View,
  dots: Dots,
  at: Iterable<number>,
  isEdged: boolean,
): void {
  const { points, colours, shades, radii } = dots;
  const [ax, ay] = [scaleX(view), scaleY(view)];
  const bottom = view.height - margin.bottom;
  const paths = colours.map(() => new Path2D());
  for (const i of at) {
    const px = margin.left + (points.x[i]! - view.x.low) * ax;
    const py = bottom - (points.y[i]! - view.y.low) * ay;
    if (!(px > 0 && px < view.width && py > 0 && py < view.height)) continue;
    const path = paths[shades[i]!]!;
    path.moveTo(px + radii[i]!, py);
    path.arc(px, py, radii[i]!, 0, 2 * Math.PI);
  }
  // The last colour is that of what is not named: it must not hide the others.
  for (const k of [colours.length - 1, ...colours.keys()].slice(0, colours.length)) {
    context.fillStyle = colours[k]!;
    context.fill(paths[k]!);
    if (isEdged) context.stroke(paths[k]!);
  }
}

export function drawMap(context: CanvasRenderingContext2D, view: View, dots: Dots, xName: string, yName: string): void {
  context.clearRect(0, 0, view.width, view.height);
  drawAxes(context, view, xName, yName);
  context.save();
  context.beginPath();
  context.rect(
    margin.left,
    margin.top,
    view.width - margin.left - margin.right,
    view.height - margin.top - margin.bottom,
  );
  context.clip();
  const all = {
    *[Symbol.iterator]() {
      for (let i = 0; i < dots.points.x.length; i += 1) yield i;
    },
  };
  context.strokeStyle = tokenColour("paper");
  context.lineWidth = 0.6;
  if (dots.chosen.size === 0) {
    context.globalAlpha = dots.points.x.length > 5000 ? 0.75 : 1;
    drawDots(context, view, dots, all, dots.points.x.length <= 5000);
  } else {
    context.globalAlpha = 0.18;
    drawDots(context, view, dots, all, false);
    context.globalAlpha = 1;
    drawDots(context, view, dots, dots.chosen, true);
  }
  context.restore();
}
