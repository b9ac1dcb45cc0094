// The style sheet: colours from the tokens, lengths from the 12-column grid of 756 px.

#include "crucible/report/html.hpp"

namespace crucible::report {
namespace {

// What does not depend on the tokens. Screen first, then narrow, then paper.
constexpr std::string_view layout_css = R"css(
*{box-sizing:border-box}
html{scroll-behavior:smooth;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 var(--text);
font-variant-numeric:lining-nums}
a{color:var(--link);text-decoration:none}a:hover{text-decoration:underline}
p a{text-decoration:underline;text-underline-offset:2px}
:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:2px}
code{font:.86em/1.4 var(--mono)}
sub,sup{font-size:.68em;line-height:0}
.ov{text-decoration:overline}
.skip{position:absolute;left:-9999px}.skip:focus{left:16px;top:12px;background:var(--paper);
padding:4px 8px;z-index:2}
.top{display:flex;gap:20px;height:48px;line-height:48px;
padding:0 max(24px,calc((100% - 956px)/2));border-bottom:1px solid var(--rule);font-size:13px;
color:var(--ink2);white-space:nowrap}
.top .mark{color:var(--ink);font-weight:650;font-size:14px}
.top .id{font:12px/48px var(--mono);overflow:hidden;text-overflow:ellipsis}
.top .when{margin-left:auto}
.shell{display:grid;grid-template-columns:128px 756px;gap:0 72px;justify-content:center;
padding:0 24px}
nav{position:sticky;top:64px;align-self:start;display:flex;flex-direction:column;padding-top:68px;
font-size:13px}
nav a{color:var(--ink2);padding:4px 0 4px 12px;border-left:2px solid transparent}
nav a:hover{color:var(--ink);text-decoration:none}
nav a.on{color:var(--ink);border-color:var(--ink)}
nav .dot{display:inline-block;width:6px;height:6px;margin-left:5px;border-radius:50%;
background:var(--fail);vertical-align:2px}
main{width:756px;max-width:100%;min-width:0;padding:60px 0 96px}
section{margin-bottom:48px;scroll-margin-top:24px}
.eyebrow{margin:0 0 12px;color:var(--ink2);font-size:14px}
h1{margin:0 0 18px;font-size:36px;line-height:1.16;font-weight:640;letter-spacing:-.022em;
text-wrap:balance;overflow-wrap:anywhere}
h2{margin:0 0 22px;font-size:22px;line-height:1.25;font-weight:620;letter-spacing:-.012em}
h3{margin:0;font-size:14px;line-height:1.4;font-weight:600}
.lede{margin:0 0 24px;font-size:18px;line-height:1.55;text-wrap:pretty}
.verdict{display:flex;gap:12px;align-items:flex-start;margin:0 0 36px;padding:12px 16px;
border-radius:6px;font-size:15px;line-height:1.5;background:var(--wash)}
.verdict svg{flex:none;width:22px;height:22px;margin-top:1px;padding:4px;border-radius:50%;
background:var(--ink2);fill:none;stroke:var(--paper);stroke-width:3.4;stroke-linecap:round;
stroke-linejoin:round}
.verdict.pass{background:var(--pass-w)}.verdict.pass svg{background:var(--pass)}
.verdict.fail{background:var(--fail-w)}.verdict.fail svg{background:var(--fail)}
.verdict.part{background:var(--part-w)}.verdict.part svg{background:var(--part)}
.keys{display:grid;grid-template-columns:repeat(3,1fr);gap:0 36px;margin:0 0 48px;
border-top:1px solid var(--rule)}
.key{padding:16px 0 18px;border-bottom:1px solid var(--rule);min-width:0}
.key dt{font-size:13px;line-height:1.4;color:var(--ink2)}.key dd{margin:0}
.val{font-size:30px;line-height:1.3;font-weight:560;letter-spacing:-.02em;white-space:nowrap}
.err{font-size:18px;font-weight:450;letter-spacing:0}.unit{font-size:14px;color:var(--ink2);
white-space:nowrap}
.key .ref{margin-top:3px;font-size:12.5px;line-height:1.45;color:var(--ink2)}
.key .ref span{display:block}
.strip{display:block;margin-top:8px;overflow:visible}
.sl{stroke:var(--rule2)}.sb{fill:var(--grey);fill-opacity:.42}.sr{stroke:var(--ink2)}
.sv{fill:var(--pass);stroke:var(--paper)}.so{fill:var(--fail);stroke:var(--paper)}
.row{display:grid;grid-template-columns:repeat(12,30px);gap:0 36px;align-items:start}
.w12{grid-column:span 12}.w8{grid-column:span 8}.w6{grid-column:span 6}.w4{grid-column:span 4}
.w3{grid-column:span 3}
.fig{margin:0 0 40px;min-width:0}
.fig .draw svg{display:block;width:100%;height:auto;overflow:visible}
figcaption,.cap{margin-top:14px;font-size:13.5px;line-height:1.5;color:var(--ink2);
text-wrap:pretty}
figcaption>b,.cap>b{color:var(--ink);font-weight:620}.ct{color:var(--ink)}
.cap{margin:0 0 10px}
.sample{display:inline-block;margin-right:6px;padding:0 6px;border:1px solid var(--rule2);
border-radius:8px;font-size:11px;line-height:16px}
.dt{margin-top:6px;font-size:12.5px}
.dt summary{display:inline-flex;gap:14px;cursor:pointer;color:var(--link);list-style:none}
.dt summary::-webkit-details-marker{display:none}
.dt .tw{max-height:360px;overflow:auto;margin:8px 0 0}.dt table{font-size:12.5px}
.dt h3{margin-top:12px;font-size:12.5px}
.link{all:unset;cursor:pointer;color:var(--link);font-size:12.5px}
.link:hover{text-decoration:underline}
.link:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:2px}
.by{display:flex;flex-wrap:wrap;gap:2px 14px;margin:0 0 6px;font-size:12.5px;color:var(--ink2)}
.link[aria-pressed=true]{color:var(--ink);font-weight:620}
.said{margin-top:6px;min-height:20px;font-size:12.5px;line-height:1.45;color:var(--ink2)}
.said b{color:var(--ink);font-weight:620}.extra{display:flex;flex-wrap:wrap;gap:0 36px;
align-items:end;margin-top:8px}.extra .draw{width:228px}.lines{width:312px;color:var(--ink)}
a .chosen,.chosen{stroke:var(--ink);stroke-width:1.8}
.links{display:inline-flex;gap:14px}.dl{display:flex;flex-wrap:wrap;align-items:baseline;
gap:0 14px}.dl>.dt[open]{flex-basis:100%}
[hidden]{display:none!important}
.tw{overflow-x:auto;margin:0 0 36px}
table{width:100%;border-collapse:collapse;font-size:14px;line-height:1.4;
font-variant-numeric:lining-nums tabular-nums}
th,td{padding:7px 12px 7px 0;text-align:left;vertical-align:baseline;font-weight:400;
white-space:nowrap}
td:last-child,th:last-child{padding-right:0}
thead th{padding-bottom:6px;border-bottom:1px solid var(--ink);font-size:12.5px;color:var(--ink2)}
tbody tr{border-bottom:1px solid var(--rule)}tbody tr:last-child{border-bottom-color:var(--ink2)}
tbody th{font-weight:500}
tbody tr:target{background:var(--part-w)}
.n{text-align:right}.n+td:not(.n),.n+th:not(.n){padding-left:12px}
.u{white-space:nowrap}td .u,.na{color:var(--ink2)}.sg{color:var(--ink2)}
.wrap{white-space:normal;min-width:120px}
.sw{display:inline-block;width:10px;height:10px;margin-right:9px;border-radius:2px}
.b{font-size:13px;color:var(--ink2)}
.b svg{width:14px;height:14px;margin-right:6px;vertical-align:-2.5px;padding:1.5px;
border-radius:50%;background:var(--ink2);fill:none;stroke:var(--paper);stroke-width:2;
stroke-linecap:round;stroke-linejoin:round}
.b.pass{color:var(--pass)}.b.pass svg{background:var(--pass)}
.b.fail{color:var(--fail);font-weight:600}.b.fail svg{background:var(--fail)}
.call{margin:0 0 28px;padding:2px 0 2px 16px;border-left:3px solid var(--part);font-size:14.5px;
color:var(--ink2)}
.call b{color:var(--ink);font-weight:600}.call.error{border-color:var(--fail)}
.ph{border:1px dashed var(--rule2);border-radius:6px;padding:18px;font-size:14px;line-height:1.45;
display:flex;flex-direction:column;overflow:auto}
.ph p{margin:0 0 8px}.ph .m{color:var(--ink2);font-size:13px}
.ph.failed{border:1px solid var(--fail)}.ph.failed .c{color:var(--fail)}
.bar{height:4px;margin:2px 0 10px;border-radius:2px;background:var(--rule)}.bar i{display:block;
height:4px;border-radius:2px;background:var(--ink2)}
.note{margin:6px 0 0;font-size:12.5px;color:var(--ink2)}
.sv3 h3{margin-top:6px}.sv3 p{margin:0 0 4px;font-size:12.5px;line-height:1.45;color:var(--ink2)}
.sv3{margin-bottom:18px;min-width:0}
.stage{position:relative;aspect-ratio:152/164;border:1px solid var(--rule2);border-radius:6px;
overflow:hidden}
.stage.volume{aspect-ratio:3/2;margin-top:14px}
.stage canvas{touch-action:none}
.prov{display:grid;grid-template-columns:1fr 1fr;gap:0 36px;margin:0 0 16px;padding:8px 20px;
border-radius:6px;background:var(--wash);font-size:14px}
.prov div{padding:9px 0;min-width:0;overflow-wrap:anywhere}.prov dt{font-size:12.5px;
color:var(--ink2)}.prov dd{margin:0}
.h{color:var(--ink2)}.hm{font-size:0}.hm::before{content:"\202F…\202F";font-size:13px}
.dt.more{margin:10px 0 0;font-size:14px}.dt.more ul{margin:6px 0 0;padding-left:18px}
pre{margin:6px 0 0;padding:12px 16px;border-radius:6px;background:var(--wash);overflow:auto;
line-height:1.5;font-size:13.5px}
footer{padding-top:16px;border-top:1px solid var(--rule);font-size:12.5px;color:var(--ink2)}
)css";

constexpr std::string_view narrow_css = R"css(
@media screen and (max-width:1059px){
.shell{grid-template-columns:minmax(0,756px)}
nav{position:static;flex-direction:row;gap:0 20px;padding:14px 0 10px;overflow-x:auto;
white-space:nowrap;border-bottom:1px solid var(--rule);scrollbar-width:none}
nav a{padding:4px 0;border:0}
main{padding-top:36px}
}
@media screen and (max-width:803px){
.row{display:block}
.row.small{display:grid;grid-template-columns:repeat(auto-fill,minmax(150px,1fr));gap:0 20px}
.row.small>*{grid-column:auto}
.top{padding:0 20px;gap:14px}.top .when{display:none}
.shell{padding:0 20px}
h1{font-size:28px}.lede{font-size:17px}
.keys{grid-template-columns:1fr 1fr;gap:0 24px}.val{font-size:25px}
.prov{grid-template-columns:1fr;padding:8px 16px}
.draw{overflow-x:auto}
.draw.w12 svg{min-width:756px}.draw.w8 svg{min-width:492px}.draw.w6 svg{max-width:420px}
.draw.w4 svg{max-width:228px}.draw.w3 svg{max-width:162px}
.row.small .draw svg{max-width:100%}
.draw+.draw{margin-top:28px}
tbody th{position:sticky;left:0;background:var(--paper)}
}
)css";

constexpr std::string_view paper_css = R"css(
@page{size:A4;margin:16mm 16mm 18mm}
@media print{
html{font-size:9.5pt}
body{background:#fff;color:#000;font:9.5pt/1.45 var(--fig)}
a,p a{color:inherit;text-decoration:none}
nav,.skip,.dt:not(.more),.dt.more:not([open]),.link,.by,.said,.note,.stage,
.verdict a{display:none}
.shell{display:block;padding:0}main{width:504pt;padding:14pt 0 0}
.top{height:22pt;line-height:22pt;padding:0;font-size:8pt}.top .mark{font-size:9pt}
.top .id{font-size:8pt;line-height:22pt}
h1{margin-bottom:10pt;font-size:20pt}h2{margin-bottom:12pt;font-size:13pt;break-after:avoid}
h3{font-size:8.5pt}
.eyebrow{margin-bottom:6pt;font-size:8.5pt}.lede{margin-bottom:12pt;font-size:11pt;
line-height:1.45}
.verdict{margin-bottom:14pt;padding:6pt 9pt;border:.6pt solid var(--rule2);font-size:9pt}
.verdict,.fig svg,.strip,.sw,.b svg,.verdict svg,.prov,.bar i,
pre{-webkit-print-color-adjust:exact;print-color-adjust:exact}
.row{grid-template-columns:repeat(12,20pt);gap:0 24pt}
.row.one{display:block}
.draw.w12 svg{width:504pt}.draw.w8 svg{width:328pt}.draw.w6 svg{width:240pt}
.draw.w4 svg{width:152pt}.draw.w3 svg{width:108pt}
.keys{gap:0 24pt;margin-bottom:18pt}.key{padding:6pt 0 7pt}.key dt,.key .ref{font-size:7.5pt}
.val{font-size:17pt}.err{font-size:10pt}.unit{font-size:8.5pt}
figcaption,.cap{margin-top:7pt;font-size:8pt}.cap{margin:0 0 5pt;break-after:avoid}
.sample{font-size:7pt}
.fig{margin-bottom:16pt}.fig,.call,.ph,.prov,.verdict,.key,.sv3,tr{break-inside:avoid}
table{font-size:8pt}thead{display:table-header-group}thead th{font-size:7.5pt}
th,td{padding-top:3.5pt;padding-bottom:3.5pt}
.tw{overflow:visible;margin-bottom:16pt}.tw.short{break-inside:avoid}
section{margin-bottom:20pt}.call{font-size:8.5pt}.prov{font-size:8.5pt}.prov dt{font-size:7.5pt}
pre{font-size:7.5pt;white-space:pre-wrap}.dt.more{font-size:8.5pt}.sv3 p{font-size:7.5pt}
.ph{font-size:8.5pt;padding:9pt}
footer{font-size:7.5pt}
}
)css";

void append_variables(std::string& out, bool dark) {
    for (const Token& t : colour_tokens()) {
        out += "--";
        out += t.name;
        out += ":" + hex(dark ? t.dark : t.light) + ";";
    }
    int i = 1;
    for (const LabelToken& t : label_tokens()) {
        out += "--l" + std::to_string(i++) + ":" + hex(dark ? t.dark : t.light) + ";";
    }
}

void append_rule(std::string& out, std::string_view role, std::string_view property,
                 std::string_view variable) {
    out += ".fig .";
    out += role;
    out += "{";
    out += property;
    out += ":var(--";
    out += variable;
    out += ")}";
}

// Role classes of the figures. A text with halo has the class sp for its paper-coloured stroke.
void append_roles(std::string& out) {
    for (int i = 1; i <= 8; ++i) {
        const std::string n = std::to_string(i);
        append_rule(out, "s" + n, "stroke", "c" + n);
        append_rule(out, "f" + n, "fill", "c" + n);
        append_rule(out, "l" + n, "fill", "l" + n);
    }
    static constexpr std::string_view strokes[][2] = {
        {"sg", "grey"}, {"ax", "ink"},   {"ax2", "ink2"}, {"gr", "rule"},
        {"g", "rule2"}, {"sp", "paper"}, {"sx", "fail"}};
    static constexpr std::string_view fills[][2] = {
        {"fg", "grey"},   {"t", "ink"},    {"t2", "ink2"}, {"fr", "rule"},
        {"fr2", "rule2"}, {"fp", "paper"}, {"fx", "fail"}};
    for (const auto& [role, variable] : strokes) append_rule(out, role, "stroke", variable);
    for (const auto& [role, variable] : fills) append_rule(out, role, "fill", variable);
}

}  // namespace

std::string style_sheet() {
    std::string out = ":root{";
    append_variables(out, false);
    out +=
        "--text:Inter,-apple-system,\"Segoe UI\",\"Helvetica Neue\",\"Noto Sans\","
        "\"Liberation Sans\",Arial,sans-serif;--fig:Arial,\"Liberation Sans\",Helvetica,sans-serif;"
        "--mono:ui-monospace,\"SF Mono\",\"Cascadia Mono\",\"Liberation Mono\","
        "\"DejaVu Sans Mono\",monospace}\n";
    out += "@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;";
    append_variables(out, true);
    out += "}}";
    out += layout_css;
    append_roles(out);
    out += narrow_css;
    out += "@media screen and (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}";
    out += paper_css;
    return out;
}

}  // namespace crucible::report
