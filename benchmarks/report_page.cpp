// Time to write a page with twenty figures (design: below 100 ms), beside the time to write its
// SVG alone. 1 warm-up, 5 runs, median and spread.

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

#include "crucible/report/page.hpp"

using namespace crucible::report;

namespace {

Figure line_figure(int index) {
    LinePlot plot;
    plot.x = {"*x*", "GPa", {}, {}, {}};
    plot.y = {"*y*", "kcal/mol", {}, {}, {}};
    for (int k = 0; k < 4; ++k) {
        Series s;
        s.name = "series " + std::to_string(k + 1);
        s.hue = series_hue(static_cast<std::size_t>(k));
        s.mark = k == 3 ? Mark::dots : Mark::line;
        for (int i = 0; i < 250; ++i) {
            s.x.push_back(i);
            s.y.push_back((k + 1) * i + 30 * ((i * 7919 + index) % 13) / 13.0);
        }
        plot.series.push_back(s);
    }
    Figure figure;
    figure.id = "figure-" + std::to_string(index);
    figure.title = "A figure with a thousand points.";
    figure.description = "Four series of 250 points.";
    figure.panels.push_back({plot, "", Width::half, 0});
    return figure;
}

Page page_of_twenty() {
    Page page;
    page.kind = "benchmark";
    page.headline = "Twenty figures";
    Group group{"Figures", {}};
    for (int i = 0; i < 20; ++i) group.items.push_back(line_figure(i));
    page.groups.push_back(group);
    return page;
}

template <class Body>
void measure(const char* name, Body&& body) {
    std::array<double, 6> ms{};
    for (double& t : ms) {
        const auto start = std::chrono::steady_clock::now();
        body();
        t = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
                .count();
    }
    std::sort(ms.begin() + 1, ms.end());
    std::printf(
        "{\"name\": \"%s\", \"value\": %.3f, \"unit\": \"ms\", \"spread\": %.3f, \"n\": 5}\n", name,
        ms[3], ms[5] - ms[1]);
}

}  // namespace

int main() {
    const Page page = page_of_twenty();
    std::size_t bytes = 0;
    measure("report.page of 20 figures", [&] { bytes = render(page, {}).size(); });
    measure("report.svg of 20 figures", [&] {
        for (const Item& item : page.groups[0].items) bytes += svg(std::get<Figure>(item)).size();
    });
    return bytes > 0 ? 0 : 1;
}
