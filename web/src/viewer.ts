// The structure viewer of Crucible's reports: the same balls, sticks and edges as the still picture,
// turned by mouse, touch or keys. 3Dmol draws; it is given shapes only and never fetches anything.
import { createViewer, type GLViewer } from "3dmol";

/** What the report writes beside each still picture; lengths in angstrom, origin in the cell's middle. */
export interface Scene {
  elements: { symbol: string; hue: string; radius: number }[];
  /** [element, x, y, z] */
  balls: [number, number, number, number][];
  /** indices of two balls */
  sticks: [number, number][];
  /** [x1, y1, z1, x2, y2, z2] */
  edges: [number, number, number, number, number, number][];
  /** Rows: the screen's right, up and towards the eye. */
  view: number[];
}

export interface OpenViewer {
  reset(): void;
  close(): void;
}

interface Point {
  x: number;
  y: number;
  z: number;
}

const stickRadius = 0.11;

/** From so many balls on they are drawn as one model, which is quick where shapes would be slow. */
const manyBalls = 1500;

/** More sticks than these would hide each other and take most of the time: balls alone are drawn. */
const mostSticks = 20_000;

/** The value of a colour token in the theme of now, "#rrggbb". */
function colour(token: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue("--" + token).trim() || "#888888";
}

/** Rotation matrix (rows) to 3Dmol's quaternion x, y, z, w. */
export function quaternion(m: number[]): [number, number, number, number] {
  const [a, b, c, d, e, f, g, h, i] = m as [
    number, number, number, number, number, number, number, number, number,
  ];
  // Shepperd's method: divide by the largest of the four components.
  const trace = a + e + i;
  if (trace > 0) {
    const s = Math.sqrt(trace + 1) * 2;
    return [(h - f) / s, (c - g) / s, (d - b) / s, s / 4];
  }
  if (a > e && a > i) {
    const s = Math.sqrt(1 + a - e - i) * 2;
    return [s / 4, (b + d) / s, (c + g) / s, (h - f) / s];
  }
  if (e > i) {
    const s = Math.sqrt(1 + e - a - i) * 2;
    return [(b + d) / s, s / 4, (f + h) / s, (c - g) / s];
  }
  const s = Math.sqrt(1 + i - a - e) * 2;
  return [(c + g) / s, (f + h) / s, s / 4, (d - b) / s];
}

/** The same balls and sticks as atoms of one model: discs that the shader makes round. */
function drawModel(viewer: GLViewer, scene: Scene): void {
  const bonds = scene.balls.map((): number[] => []);
  const sticks = scene.sticks.length > mostSticks ? [] : scene.sticks;
  for (const [a, b] of sticks) {
    bonds[a]!.push(b);
    bonds[b]!.push(a);
  }
  const model = viewer.addModel();
  model.addAtoms(scene.balls.map(([element, x, y, z], n) => ({
    elem: scene.elements[element]!.symbol, resi: element, x, y, z, serial: n, bonds: bonds[n]!,
    bondOrder: bonds[n]!.map(() => 1),
  })));
  scene.elements.forEach((element, k) => {
    const color = colour(element.hue);
    // Without their sticks balls are far apart: as large as atoms they show the shape.
    const sphere = { radius: element.radius * (sticks.length < scene.sticks.length ? 2.4 : 1), color };
    model.setStyle({ resi: k }, sticks.length > 0 ? { sphere, stick: { radius: stickRadius, color } } : { sphere });
  });
}

function drawShapes(viewer: GLViewer, scene: Scene): void {
  const place = (n: number): Point => {
    const [, x, y, z] = scene.balls[n]!;
    return { x, y, z };
  };
  const hueOf = (n: number): string => colour(scene.elements[scene.balls[n]![0]]!.hue);
  scene.balls.forEach((ball, n) => {
    viewer.addSphere({ center: place(n), radius: scene.elements[ball[0]]!.radius, color: hueOf(n), quality: 3 });
  });
  for (const [from, to] of scene.sticks) {
    const a = place(from);
    const b = place(to);
    const middle = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, z: (a.z + b.z) / 2 };
    viewer.addCylinder({ start: a, end: middle, radius: stickRadius, color: hueOf(from) });
    viewer.addCylinder({ start: middle, end: b, radius: stickRadius, color: hueOf(to) });
  }
}

function draw(viewer: GLViewer, scene: Scene): void {
  viewer.removeAllShapes();
  viewer.removeAllModels();
  viewer.setBackgroundColor(colour("paper"), 1);
  if (scene.balls.length > manyBalls) drawModel(viewer, scene);
  else drawShapes(viewer, scene);
  const edge = colour("ink2");
  for (const [x1, y1, z1, x2, y2, z2] of scene.edges) {
    viewer.addCylinder({
      start: { x: x1, y: y1, z: z1 }, end: { x: x2, y: y2, z: z2 }, radius: 0.02, color: edge,
    });
  }
}

function reset(viewer: GLViewer, scene: Scene): void {
  viewer.zoomTo();
  const view = viewer.getView();
  const [x, y, z, w] = quaternion(scene.view);
  view[4] = x;
  view[5] = y;
  view[6] = z;
  view[7] = w;
  viewer.setView(view);
  viewer.render();
}

/** Arrows turn, plus and minus zoom, Home or 0 shows the start again. */
function onKey(event: KeyboardEvent, viewer: GLViewer, scene: Scene): void {
  const step = event.shiftKey ? 3 : 10;
  switch (event.key) {
    case "ArrowLeft": viewer.rotate(-step, "y"); break;
    case "ArrowRight": viewer.rotate(step, "y"); break;
    case "ArrowUp": viewer.rotate(-step, "x"); break;
    case "ArrowDown": viewer.rotate(step, "x"); break;
    case "+": case "=": viewer.zoom(1.15); break;
    case "-": viewer.zoom(1 / 1.15); break;
    case "Home": case "0": reset(viewer, scene); break;
    default: return;
  }
  viewer.render();
  event.preventDefault();
}

/** Draws `scene` into `stage`. The caller gives the stage its size. */
export function open(stage: HTMLElement, scene: Scene, name: string): OpenViewer {
  const canvasBox = document.createElement("div");
  canvasBox.tabIndex = 0;
  canvasBox.setAttribute("role", "application");
  canvasBox.setAttribute("aria-label",
    `${name} in three dimensions. Arrow keys turn, plus and minus zoom, Home resets.`);
  canvasBox.style.cssText = "position:absolute;inset:0";
  stage.append(canvasBox);
  const antialias = scene.balls.length <= manyBalls;
  const viewer = createViewer(canvasBox, { backgroundColor: colour("paper"), antialias });
  if (!viewer) {
    canvasBox.textContent = "This browser cannot draw in three dimensions.";
    return { reset() {}, close() {} };
  }
  draw(viewer, scene);
  reset(viewer, scene);
  canvasBox.addEventListener("keydown", (event) => onKey(event, viewer, scene));
  const theme = matchMedia("(prefers-color-scheme: dark)");
  const repaint = (): void => {
    draw(viewer, scene);
    viewer.render();
  };
  theme.addEventListener("change", repaint);
  return {
    reset: () => reset(viewer, scene),
    close: () => {
      theme.removeEventListener("change", repaint);
      viewer.removeAllShapes();
      viewer.removeAllModels();
      canvasBox.remove();
    },
  };
}

declare global {
  interface Window {
    crucibleViewer: { open: typeof open };
  }
}
window.crucibleViewer = { open };
