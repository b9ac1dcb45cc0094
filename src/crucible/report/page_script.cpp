// The small script of the page. Everything it does is an addition: without it text, figures, tables
// and data are all there.

#include "crucible/report/html.hpp"

namespace crucible::report {

std::string_view page_script() {
    return R"js((()=>{"use strict";
const $=(s,e=document)=>[...e.querySelectorAll(s)];
const save=(name,text,type)=>{const a=document.createElement("a");
a.href=URL.createObjectURL(new Blob([text],{type}));a.download=name;a.click();
setTimeout(()=>URL.revokeObjectURL(a.href),1e4)};
const link=(text,label,act)=>{const b=document.createElement("button");b.type="button";b.className="link";
b.textContent=text;b.setAttribute("aria-label",label);b.addEventListener("click",act);return b};
// A figure with several panels is saved as one drawing, panels side by side in rows of 504 pt.
const compose=svgs=>{if(svgs.length===1)return svgs[0].outerHTML;
let x=0,y=0,high=0,wide=0;const parts=svgs.map(s=>{const v=s.viewBox.baseVal,c=s.cloneNode(true);
if(x>0&&x+v.width>504.01){x=0;y+=high+24;high=0}
c.setAttribute("x",x);c.setAttribute("y",y);c.setAttribute("width",v.width);c.setAttribute("height",v.height);
high=Math.max(high,v.height);wide=Math.max(wide,x+v.width);x+=v.width+24;return c.outerHTML});
return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${wide} ${y+high}" width="${wide}pt" height="${y+high}pt">${parts.join("")}</svg>`};
for(const f of $("figure.fig")){const d=f.querySelector("details.dt");if(!d)continue;
const row=document.createElement("span");row.className="links";
const n=f.querySelector("figcaption b"),name=n?n.textContent:f.id;
row.append(link("SVG","Save "+name+" as SVG",()=>save(f.id+".svg",compose($(".draw svg",f)),"image/svg+xml")));
const csv=document.getElementById(f.id+"-csv");
if(csv)row.append(link("CSV","Save the numbers of "+name+" as CSV",()=>save(f.id+".csv",JSON.parse(csv.textContent),"text/csv")));
const box=document.createElement("div");box.className="dl";d.before(box);box.append(d,row)}
const links=$("nav a");
if("IntersectionObserver"in window){const o=new IntersectionObserver(es=>{for(const e of es)if(e.isIntersecting)
for(const a of links)a.classList.toggle("on",a.hash==="#"+e.target.id)},{rootMargin:"-20% 0px -70%"});
$("main section").forEach(s=>o.observe(s))}
const bundle=document.getElementById("viewer-bundle");
if(bundle){let started=false;
const start=()=>{if(started)return;const s=document.createElement("script");s.textContent=bundle.textContent;document.head.append(s);started=true};
for(const view of $("[data-scene]")){
const scene=document.getElementById(view.dataset.scene),still=view.querySelector(".draw"),name=view.dataset.name;
const open=link("Open viewer","Open the viewer of "+name,()=>{start();open.hidden=true;
const stage=document.createElement("div");stage.className="stage";still.hidden=true;still.before(stage);
const v=window.crucibleViewer.open(stage,JSON.parse(scene.textContent),name);
const tools=document.createElement("span");tools.className="links";
tools.append(link("Reset view","Reset the view of "+name,()=>v.reset()),
link("Close viewer","Close the viewer of "+name,()=>{v.close();stage.remove();tools.remove();still.hidden=false;open.hidden=false;open.focus()}));
view.append(tools);stage.querySelector("[tabindex]").focus({preventScroll:true})});
view.append(open)}}
})();)js";
}

}  // namespace crucible::report
