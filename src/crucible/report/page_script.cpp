// The small script of the page. Everything it does is an addition: without it text, figures, tables
// and data are all there.

#include "crucible/report/html.hpp"

namespace crucible::report {

std::string_view page_script() {
    return R"js((() => {
"use strict";
const all = (selector, where = document) => [...where.querySelectorAll(selector)];

const save = (name, text, type) => {
  const a = document.createElement("a");
  a.href = URL.createObjectURL(new Blob([text], {type}));
  a.download = name;
  a.click();
  setTimeout(() => URL.revokeObjectURL(a.href), 1e4);
};

const button = (text, label, act) => {
  const b = document.createElement("button");
  b.type = "button";
  b.className = "link";
  b.textContent = text;
  b.setAttribute("aria-label", label);
  b.addEventListener("click", act);
  return b;
};

const group = (...buttons) => {
  const span = document.createElement("span");
  span.className = "links";
  span.append(...buttons);
  return span;
};

// A figure with several panels is saved as one drawing: side by side in rows of 504 pt.
const compose = (drawings) => {
  if (drawings.length === 1) return drawings[0].outerHTML;
  let x = 0, y = 0, high = 0, wide = 0;
  const parts = drawings.map((drawing) => {
    const {width, height} = drawing.viewBox.baseVal;
    if (x > 0 && x + width > 504.01) {
      x = 0;
      y += high + 24;
      high = 0;
    }
    const copy = drawing.cloneNode(true);
    for (const [key, value] of Object.entries({x, y, width, height})) {
      copy.setAttribute(key, value);
    }
    high = Math.max(high, height);
    wide = Math.max(wide, x + width);
    x += width + 24;
    return copy.outerHTML;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${wide} ${y + high}" ` +
    `width="${wide}pt" height="${y + high}pt">${parts.join("")}</svg>`;
};

for (const figure of all("figure.fig")) {
  const details = figure.querySelector("details.dt");
  if (!details) continue;
  const number = figure.querySelector("figcaption b").textContent;
  const csv = document.getElementById(figure.id + "-csv");
  const box = document.createElement("div");
  box.className = "dl";
  details.before(box);
  box.append(details, group(
    button("SVG", `SVG of ${number}`,
      () => save(figure.id + ".svg", compose(all(".draw svg", figure)), "image/svg+xml")),
    button("CSV", `CSV of the numbers of ${number}`,
      () => save(figure.id + ".csv", JSON.parse(csv.textContent), "text/csv"))));
}

if ("IntersectionObserver" in window) {
  const links = all("nav a");
  const mark = (id) => links.forEach((a) => a.classList.toggle("on", a.hash === "#" + id));
  const seen = new IntersectionObserver(
    (entries) => entries.forEach((e) => e.isIntersecting && mark(e.target.id)),
    {rootMargin: "-20% 0px -70%"});
  all("main section").forEach((section) => seen.observe(section));
}

// The viewer's bundle is text until somebody opens a viewer.
const bundle = document.getElementById("viewer-bundle");
const start = () => {
  if (window.crucibleViewer) return;
  const script = document.createElement("script");
  script.textContent = bundle.textContent;
  document.head.append(script);
};
for (const view of bundle ? all("[data-scene]") : []) {
  const name = view.dataset.name;
  const still = view.querySelector(".draw");
  const scene = JSON.parse(document.getElementById(view.dataset.scene).textContent);
  const open = button("Open viewer", `Open viewer: ${name}`, () => {
    start();
    const stage = document.createElement("div");
    stage.className = "stage";
    still.before(stage);
    still.hidden = open.hidden = true;
    const viewer = window.crucibleViewer.open(stage, scene, name);
    const tools = group(
      button("Reset view", `Reset view: ${name}`, () => viewer.reset()),
      button("Close viewer", `Close viewer: ${name}`, () => {
        viewer.close();
        stage.remove();
        tools.remove();
        still.hidden = open.hidden = false;
        open.focus();
      }));
    view.append(tools);
    stage.querySelector("[tabindex]").focus({preventScroll: true});
  });
  view.append(open);
}
})();)js";
}

}  // namespace crucible::report
