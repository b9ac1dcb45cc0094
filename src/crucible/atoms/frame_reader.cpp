#include "crucible/atoms/frame_reader.hpp"

#include <algorithm>

#include "crucible/atoms/format_extxyz.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"

namespace crucible {
namespace {

constexpr std::size_t head_bytes = 65536;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";  // of UTF-8, as editors write it

bool is_extxyz(const std::filesystem::path& file, std::string_view head,
               const ReadOptions& options) {
    if (head.starts_with("\x1f\x8b")) return false;  // gzip
    if (!options.format.empty()) return options.format == "extxyz";
    return extxyz_likeness(head) > 0 && detect_format(head, file).name == "extxyz";
}

}  // namespace

FrameReader::FrameReader(std::filesystem::path file, ReadOptions options)
    : file_(std::move(file)), options_(std::move(options)) {
    if (file_ == "-") {
        way_ = Way::whole;
        all_ = read_structures(file_, options_);
        return;
    }
    stream_.open(file_, std::ios::binary);
    if (!stream_) fail_errno("cannot read", file_);
    std::string head(head_bytes, '\0');
    stream_.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(stream_.gcount()));
    stream_.clear();
    stream_.seekg(head.starts_with(byte_order_mark) ? byte_order_mark.size() : 0);
    if (head.empty() || is_extxyz(file_, head, options_)) return;
    way_ = Way::whole;
    all_ = read_structures(file_, options_);
}

// The lines of one frame. What is not a frame goes to the parser as it is, which says so.
bool FrameReader::take_text(std::string& text) {
    text.clear();
    std::string line;
    while (std::getline(stream_, line)) {
        if (trim(line).empty()) {
            ++lines_;
            continue;
        }
        text = line + '\n';
        const auto atoms = to_integer(trim(line));
        const long long more = atoms && *atoms > 0 ? *atoms : -1;  // and the comment
        for (long long k = 0; k <= more && std::getline(stream_, line); ++k) text += line + '\n';
        return true;
    }
    return false;
}

// The parser counts lines of the frame; the message counts those of the file.
Structures FrameReader::frame_of(const std::string& text) const {
    try {
        Structures one = read_extxyz(text, file_.string(), options_);
        if (one.empty())
            throw InputError("E-format-extxyz", "no number of atoms, but a byte-order mark",
                             "remove the mark", {file_.string(), 1, 1});
        return one;
    } catch (const InputError& e) {
        Location where = e.where();
        where.line += lines_;
        throw InputError(e.code(), e.message(), e.cure(), where);
    }
}

bool FrameReader::next(Structure& s) {
    if (way_ == Way::whole) {
        if (at_ == all_.size()) return false;
        s = std::move(all_[at_++]);
        return true;
    }
    std::string text;
    if (!take_text(text)) return false;
    Structures one = frame_of(text);
    lines_ += static_cast<int>(std::count(text.begin(), text.end(), '\n'));
    s = std::move(one.at(0));
    return true;
}

std::int64_t FrameReader::skip(std::int64_t frames) {
    if (way_ == Way::whole) {
        const auto step = std::min(static_cast<std::size_t>(frames), all_.size() - at_);
        at_ += step;
        return static_cast<std::int64_t>(step);
    }
    std::string text;
    std::int64_t passed = 0;
    for (; passed < frames && take_text(text); ++passed)
        lines_ += static_cast<int>(std::count(text.begin(), text.end(), '\n'));
    return passed;
}

}  // namespace crucible
