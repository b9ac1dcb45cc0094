#include "records.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "crucible/atoms/formats.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/data/json.hpp"
#include "crucible/dynamics/md_job_file.hpp"

namespace crucible::md {
namespace {

constexpr const char* frames_file = "frames.extxyz";
constexpr const char* series_file = "series.csv";
constexpr const char* result_file = "result.json";

/// Appends durably: what is behind `before` bytes was never acknowledged and is cut off.
void append_durably(const char* file, std::int64_t before, std::string_view bytes) {
    const int fd = ::open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    if (fd < 0 || ::ftruncate(fd, before) != 0 || ::lseek(fd, before, SEEK_SET) < 0)
        fail_errno("opening", file);
    while (!bytes.empty()) {
        const ssize_t n = ::write(fd, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) {
            ::close(fd);
            fail_errno("writing", file);
        }
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    const bool synced = ::fsync(fd) == 0;
    ::close(fd);
    if (!synced) fail_errno("writing", file);
}

/// What LAMMPS saved, which begins and ends with the same words. It does not tell when the end of
/// it did not reach the disk, and half a box in a checkpoint would end every later try.
std::string whole_box(const std::string& file) {
    constexpr std::string_view mark("LammpS RestartT\0", 16);
    std::string bytes = read_file(file);
    if (!bytes.starts_with(mark) || !bytes.ends_with(mark) || bytes.size() < 2 * mark.size())
        throw IoError("E-io", "what LAMMPS saved did not reach the disk whole",
                      "check the disk and its room, and run the same command again", {file});
    return bytes;
}

}  // namespace

Place place_of(const Value& v) {
    Place p;
    p.stage = static_cast<int>(v["stage"].integer), p.step = v["step"].integer;
    p.done = v["done"].integer, p.engine_step = v["engine_step"].integer;
    p.time = v["time"].real();
    return p;
}

bool Records::is_finished() const {
    std::error_code error;
    if (!std::filesystem::exists(result_file, error)) return false;
    return read_json(result_file)["key"].text == key_;
}

void Records::add(const Structure& frame) {
    new_frames_ += structures_text({frame}, "extxyz");
    ++frames_;
    // Not each by itself: of a small cell there may be thousands in a second.
    if (std::chrono::steady_clock::now() - frames_written_ > std::chrono::seconds(1))
        write_frames();
}

void Records::add_end(const MdSample& state, const Structure& s) {
    make_directories("ends");
    write_atomic(md_end_file(ends_.size()), structures_text({s}, "extxyz"));
    ends_.push_back(state);
}

void Records::write_records() {
    write_atomic(series_file, to_csv(md_series_table(samples_)));
    write_frames();
}

void Records::write_frames() {
    frames_written_ = std::chrono::steady_clock::now();
    if (new_frames_.empty()) return;
    append_durably(frames_file, frame_bytes_, new_frames_);
    frame_bytes_ += static_cast<std::int64_t>(new_frames_.size());
    new_frames_.clear();
}

void Records::save(const Place& p, const std::string& box_file) {
    write_records();
    Value v;
    v.set("stage", p.stage), v.set("step", p.step), v.set("done", p.done);
    v.set("engine_step", p.engine_step), v.set("time", p.time);
    v.set("rows", static_cast<std::int64_t>(samples_.size()));
    v.set("frames", frames_), v.set("frame_bytes", frame_bytes_);
    Value& ends = v.set("ends", Value::make_list());
    for (const MdSample& e : ends_) ends.push(md_sample_value(e));
    checkpoints_.save(to_json(v) + "\n" + whole_box(box_file));
}

std::string Records::load(const std::string& box_file) {
    const auto saved = checkpoints_.load();
    std::filesystem::remove(result_file);
    if (!saved) {
        for (const char* old : {series_file, frames_file}) std::filesystem::remove(old);
        std::filesystem::remove_all("ends");
        return "";
    }
    const std::size_t end = saved->find('\n');
    std::string state = saved->substr(0, end);
    const Value v = parse_json(state, "checkpoint");
    samples_ = md_series(parse_csv(read_file(series_file), series_file));
    const auto rows = static_cast<std::size_t>(v["rows"].integer);
    if (samples_.size() < rows)
        throw IoError("E-md-result", "series.csv is shorter than the checkpoint says",
                      "remove the directory and run the job again");
    samples_.resize(rows);
    ends_.clear();
    for (const Value& e : v["ends"].list) ends_.push_back(md_sample(e));
    frames_ = v["frames"].integer, frame_bytes_ = v["frame_bytes"].integer;
    write_atomic(box_file, std::string_view(*saved).substr(end + 1));
    return state;
}

void Records::finish(const std::string& engine) {
    write_records();
    if (frames_ > 0) append_durably(frames_file, frame_bytes_, "");
    Value v;
    v.set("crucible_md", 1), v.set("key", key_), v.set("engine", engine);
    v.set("rows", static_cast<std::int64_t>(samples_.size())), v.set("frames", frames_);
    Value& ends = v.set("ends", Value::make_list());
    for (const MdSample& e : ends_) ends.push(md_sample_value(e));
    write_atomic(result_file, to_json(v, JsonStyle::pretty));
}

}  // namespace crucible::md
