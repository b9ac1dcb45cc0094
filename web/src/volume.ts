// The volume viewer of Crucible's reports: a core in three linked planes and as a body, its classes over
// it. NiiVue draws; it is given bytes only and never fetches anything.
import { MULTIPLANAR_TYPE, Niivue, NVImage, SHOW_RENDER, SLICE_TYPE } from "@niivue/niivue";

/** What the report writes beside the still picture. */
export interface VolumeScene {
  /** NIfTI-1, base64, gzip or not: grey values 0 to 255, or in a window of their own. */
  image: string;
  /** Where the window is not 0 to 255: "own" takes the file's or a robust one. */
  window?: "own";
  /** The same shape: class of every voxel, 0 = none; "" without classes. */
  labels: string;
  /** Class 1, 2, ... */
  classes: { name: string; hue: string }[];
  /** The same shape: what a network looked at or another measure, over the image; "" or none without. */
  heat?: string;
}

export interface OpenVolume {
  reset(): void;
  close(): void;
}

const views: [string, SLICE_TYPE][] = [
  ["Planes and body", SLICE_TYPE.MULTIPLANAR],
  ["Body", SLICE_TYPE.RENDER],
  ["Slice", SLICE_TYPE.AXIAL],
];

function rgb(token: string): [number, number, number] {
  const text = getComputedStyle(document.documentElement).getPropertyValue("--" + token).trim() || "#888888";
  const part = (from: number): number => parseInt(text.slice(from, from + 2), 16);
  return [part(1), part(3), part(5)];
}

/** A name by which NiiVue knows how to read; gzip begins with 1f 8b 08, in base64 "H4sI". */
function fileName(stem: string, base64: string): string {
  return base64.startsWith("H4sI") ? `${stem}.nii.gz` : `${stem}.nii`;
}

function labelColours(scene: VolumeScene, hidden: Set<number>) {
  const colours = scene.classes.map((c) => rgb(c.hue));
  const channel = (i: 0 | 1 | 2): number[] => [0, ...colours.map((c) => c[i])];
  return {
    R: channel(0), G: channel(1), B: channel(2),
    A: [0, ...scene.classes.map((_, k) => (hidden.has(k + 1) ? 0 : 255))],
    I: [0, ...scene.classes.map((_, k) => k + 1)],
    labels: ["", ...scene.classes.map((c) => c.name)],
  };
}

/** The place of the hottest voxel in the scene, along each axis from 0 to 1: heat may be on few slices of many. */
function hottest(heat: NVImage): [number, number, number] {
  const values = heat.img!;
  let most = 0;
  for (let k = 1; k < values.length; k += 1) if (Number(values[k]) > Number(values[most])) most = k;
  const [, x, y, z] = heat.hdr!.dims as [number, number, number, number];
  const at = (axis: number, index: number, of: number): number => {
    const along = (index + 0.5) / of;
    return heat.hdr!.affine[axis]![axis]! < 0 ? 1 - along : along;
  };
  return [at(0, most % x, x), at(1, Math.floor(most / x) % y, y), at(2, Math.floor(most / (x * y)), z)];
}

function button(text: string, act: () => void): HTMLButtonElement {
  const b = document.createElement("button");
  b.type = "button";
  b.className = "link";
  b.textContent = text;
  b.addEventListener("click", act);
  return b;
}

/** Draws `scene` into `stage`. The caller gives the stage its size. */
export async function open(stage: HTMLElement, scene: VolumeScene, name: string): Promise<OpenVolume> {
  const canvas = document.createElement("canvas");
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-label",
    `${name}: click or drag in a plane to move through the core, arrow keys turn the body, plus and minus step through slices, Home resets.`);
  canvas.style.cssText = "width:100%;height:100%;display:block";
  const box = document.createElement("div");
  box.style.cssText = "position:absolute;inset:0 0 30px 0";
  box.append(canvas);
  const tools = document.createElement("div");
  tools.style.cssText = "position:absolute;left:8px;right:8px;bottom:4px;display:flex;gap:4px 14px;flex-wrap:wrap";
  stage.append(box, tools);

  const nv = new Niivue({
    backColor: [0, 0, 0, 1], show3Dcrosshair: false, isColorbar: false, crosshairWidth: 0.4, crosshairWidthUnit: "percent", crosshairColor: [1, 1, 1, 0.5],
    multiplanarShowRender: SHOW_RENDER.ALWAYS, multiplanarLayout: MULTIPLANAR_TYPE.GRID,
    dragAndDropEnabled: false, isOrientationTextVisible: false, loadingText: "",
  });
  await nv.attachToCanvas(canvas);
  const window = scene.window === "own" ? {} : { cal_min: 0, cal_max: 255 };
  nv.addVolume(await NVImage.loadFromBase64({ base64: scene.image, name: fileName("core", scene.image), ...window }));
  const hidden = new Set<number>();
  let labels: NVImage | undefined;
  if (scene.labels !== "") {
    labels = await NVImage.loadFromBase64({ base64: scene.labels, name: fileName("classes", scene.labels), opacity: 0.6 });
    labels.setColormapLabel(labelColours(scene, hidden));
    nv.addVolume(labels);
  }
  let middle: [number, number, number] = [0.5, 0.5, 0.5];
  if (scene.heat) {
    const name = fileName("heat", scene.heat);
    const heat = await NVImage.loadFromBase64({ base64: scene.heat, name, opacity: 0.5, colormap: "inferno", ignoreZeroVoxels: true });
    nv.addVolume(heat);
    middle = hottest(heat);
  }
  const reset = (): void => {
    nv.setSliceType(views[0]![1]);
    nv.setRenderAzimuthElevation(120, 15);
    nv.setScale(1);
    nv.setClipPlane([2, 0, 0]);
    nv.scene.crosshairPos = middle;
    nv.drawScene();
  };
  for (const [words, type] of views) tools.append(button(words, () => nv.setSliceType(type)));
  let isCut = false;
  tools.append(button("Cut open", () => {
    isCut = !isCut;
    nv.setClipPlane(isCut ? [0, 270, 0] : [2, 0, 0]);
  }));
  scene.classes.forEach((c, k) => {
    if (!labels) return;
    const b = button(c.name, () => {
      if (!hidden.delete(k + 1)) hidden.add(k + 1);
      b.setAttribute("aria-pressed", String(!hidden.has(k + 1)));
      b.style.textDecoration = hidden.has(k + 1) ? "line-through" : "";
      labels?.setColormapLabel(labelColours(scene, hidden));
      nv.updateGLVolume();
    });
    b.setAttribute("aria-pressed", "true");
    const swatch = document.createElement("span");
    swatch.className = "sw";
    swatch.style.background = `var(--${c.hue})`;
    b.prepend(swatch);
    tools.append(b);
  });
  canvas.addEventListener("keydown", (event) => {
    const turn = (azimuth: number, elevation: number): void =>
      nv.setRenderAzimuthElevation(nv.scene.renderAzimuth + azimuth, nv.scene.renderElevation + elevation);
    switch (event.key) {
      case "ArrowLeft": turn(10, 0); break;
      case "ArrowRight": turn(-10, 0); break;
      case "ArrowUp": turn(0, 10); break;
      case "ArrowDown": turn(0, -10); break;
      case "+": case "=": nv.moveCrosshairInVox(0, 0, 1); break;
      case "-": nv.moveCrosshairInVox(0, 0, -1); break;
      case "Home": case "0": reset(); break;
      default: return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  reset();
  return {
    reset,
    close: () => {
      nv.cleanup();
      box.remove();
      tools.remove();
    },
  };
}

declare global {
  interface Window {
    crucibleVolumes: { open: typeof open };
  }
}
window.crucibleVolumes = { open };
