#include "crucible/kinds/melting_preview.hpp"

#include <fmt/format.h>

namespace crucible {
namespace {

constexpr double preview_fs_in_ps = 1000;
constexpr const char* profile_name = "Solid along the cell";
constexpr const char* share_name = "Solid share";
constexpr const char* temperature_name = "Temperature";

Table history_preview(const FrontTrace& t, const char* name, const char* unit,
                      std::vector<double> values) {
    Table out;
    auto& time = out.add_numbers("time", "ps");
    for (const FrontRow& row : t.rows) time.push_back(row.time / preview_fs_in_ps);
    out.add_numbers(name, unit) = std::move(values);
    return out;
}

}  // namespace

Table profile_preview(const FrontTrace& t) {
    const FrontFrame &first = t.frames.front(), &last = t.frames.back();
    const std::size_t bins = last.profile.solid.size();
    const double length = last.profile.solid_thickness + last.profile.liquid_thickness;
    Table out;
    auto& z = out.add_numbers("z", "angstrom");
    for (std::size_t b = 0; b < bins; ++b)
        z.push_back((static_cast<double>(b) + 0.5) / static_cast<double>(bins) * length);
    const auto add = [&](const FrontFrame& f) {
        auto& solid = out.add_numbers(fmt::format("after {:.0f} ps", f.time / preview_fs_in_ps));
        // The cell breathes, so that the number of slices is not the same in every frame.
        for (std::size_t b = 0; b < bins; ++b)
            solid.push_back(f.profile.solid[b * f.profile.solid.size() / bins]);
    };
    add(last);
    if (&last != &first) add(first);
    return out;
}

MeltingPreview::MeltingPreview(const Worker& worker, std::int64_t item, std::string run,
                               std::chrono::milliseconds pause)
    : worker_(worker), item_(item), run_(std::move(run)), preview_(pause) {}

MeltingPreview::~MeltingPreview() {
    std::error_code error;
    for (const char* what : {profile_name, share_name, temperature_name})
        std::filesystem::remove(file(what), error);
}

std::filesystem::path MeltingPreview::file(const char* what) const {
    return worker_.preview(fmt::format("{}, {}", what, run_), item_);
}

void MeltingPreview::look(FrontWatch& watch) {
    if (!preview_.is_due()) return;
    const FrontTrace t = watch.so_far();
    if (!t.rows.empty()) {
        std::vector<double> temperature;
        for (const FrontRow& row : t.rows) temperature.push_back(row.temperature);
        preview_.show(file(temperature_name), history_preview(t, "mean of 1 ps", "K", temperature));
        preview_.show(file(share_name), history_preview(t, "by the energy", "", solid_shares(t)));
    }
    if (!t.frames.empty()) preview_.show(file(profile_name), profile_preview(t));
    preview_.looked();
}

}  // namespace crucible
