#include "crucible/thermo/front_watch.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <optional>
#include <string_view>

#include "crucible/atoms/formats.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/dynamics/md_job_file.hpp"
#include "crucible/thermo/coexistence_reduce.hpp"

namespace crucible {
namespace {

/// Bytes of the first configuration in an extxyz text, 0 where it is not all there yet: the file
/// is read while another process appends to it.
std::size_t whole_frame(std::string_view text) {
    const std::size_t head = text.find('\n');
    if (head == text.npos) return 0;
    std::int64_t lines = to_integer(trim(text.substr(0, head))).value_or(0) + 1;
    if (lines <= 1) return 0;
    std::size_t end = head;
    while (lines-- > 0) {
        end = text.find('\n', end + 1);
        if (end == text.npos) return 0;
    }
    return end + 1;
}

std::string bytes_from(const std::filesystem::path& file, std::uintmax_t offset) {
    std::ifstream in(file, std::ios::binary);
    in.seekg(static_cast<std::streamoff>(offset));
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

FrontWatch::FrontWatch(const MdJob& job, const CoexistenceMd& m, FrontTrace before,
                       std::filesystem::path directory)
    : before_(std::move(before)),
      directory_(std::move(directory)),
      window_(m.window),
      time_step_(m.time_step),
      stage_(static_cast<int>(job.stages.size()) - 1) {
    const std::int64_t last = std::get<MdDynamics>(job.stages.back()).steps;
    begin_ = static_cast<double>(md_steps(job) - last) * time_step_;
    if (!before_.rows.empty()) offset_ = before_.rows.back().time + window_ / 2;
    take_saved_series();
}

/// A run that was interrupted goes on from its last checkpoint, which has the series until then.
void FrontWatch::take_saved_series() {
    const auto file = directory_ / "series.csv";
    std::error_code error;
    if (!std::filesystem::exists(file, error)) return;
    try {
        for (const MdSample& s : md_series(parse_csv(read_file(file), file.string())))
            if (s.stage == stage_ && s.time > begin_)
                samples_.push_back({s.time - begin_, s.temperature, s.potential / before_.atoms});
    } catch (const Error&) {
        samples_.clear();
    }
}

void FrontWatch::hear(const MdGlimpse& g) {
    const double time = static_cast<double>(g.step) * time_step_ - begin_;
    if (time < 0.5 * time_step_) return;
    while (!samples_.empty() && samples_.back().time >= time) samples_.pop_back();
    samples_.push_back({time, g.temperature, g.potential});
}

void FrontWatch::read_new_frames() {
    const auto file = directory_ / "frames.extxyz";
    std::error_code error;
    const std::uintmax_t size = std::filesystem::file_size(file, error);
    if (error || size == bytes_read_) return;
    if (size < bytes_read_) frames_.clear(), bytes_read_ = 0;  // cut off at a checkpoint
    const std::string text = bytes_from(file, bytes_read_);
    std::string_view rest = text;
    while (const std::size_t bytes = whole_frame(rest)) {
        for (const Structure& s : parse_structures(rest.substr(0, bytes), "frames.extxyz")) {
            const auto step = s.info.find("step");
            const double time = step == s.info.end()
                                    ? 0
                                    : to_double(step->second).value_or(0) * time_step_ - begin_;
            if (time >= 0.5 * time_step_)
                frames_.push_back({offset_ + time, phase_profile(s, before_.order)});
        }
        rest.remove_prefix(bytes), bytes_read_ += bytes;
    }
}

void FrontWatch::add_rows(FrontTrace& t) const {
    const auto window_of = [&](const Sample& s) {
        // The sample at the end of a window belongs to it.
        return std::ceil(s.time / window_ - 1e-6) - 1;
    };
    for (std::size_t i = 0; i < samples_.size();) {
        const double window = window_of(samples_[i]);
        FrontRow row;
        double count = 0;
        for (; i < samples_.size() && window_of(samples_[i]) == window; ++i, ++count)
            row.temperature += samples_[i].temperature, row.potential += samples_[i].potential;
        if (i == samples_.size()) break;  // it may not be over
        row.temperature /= count, row.potential /= count;
        row.time = offset_ + (window + 0.5) * window_;
        t.rows.push_back(row);
    }
}

FrontTrace FrontWatch::so_far() {
    try {
        read_new_frames();
    } catch (const Error&) {
        // It was cut off or taken away as we looked.
    }
    FrontTrace t = before_;
    add_rows(t);
    t.frames.insert(t.frames.end(), frames_.begin(), frames_.end());
    return t;
}

std::vector<double> solid_shares(const FrontTrace& t) {
    FrontTrace phases = t;
    phases.request.continues = -1;  // its phases are those of its beginning
    const PhaseLines lines = phase_lines({phases});
    std::vector<double> out;
    for (const FrontRow& row : t.rows) {
        const double liquid = lines.liquid_at(row.temperature);
        out.push_back((liquid - row.potential) / (liquid - lines.solid_at(row.temperature)));
    }
    return out;
}

MdResult run_watched(const MdJob& job, const CoexistenceMd& m, const FrontTrace& before,
                     const std::filesystem::path& directory, const RunContext& context) {
    MdRunOptions options{m.ranks, directory, ""};
    if (!m.look) return run_md(job, options, context);
    FrontWatch watch(job, m, before, directory);
    options.hear = [&](const MdGlimpse& g) {
        watch.hear(g);
        m.look(watch);
    };
    return run_md(job, options, context);
}

}  // namespace crucible
