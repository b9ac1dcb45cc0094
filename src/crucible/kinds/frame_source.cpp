#include "crucible/kinds/frame_source.hpp"

#include <algorithm>
#include <limits>

#include "crucible/base/error.hpp"

namespace crucible {

FrameSource::FrameSource(std::vector<std::filesystem::path> files) : files_(std::move(files)) {
    for (const auto& file : files_)
        ends_.push_back(count() + FrameReader(file).skip(std::numeric_limits<std::int64_t>::max()));
}

std::size_t FrameSource::file_of(std::int64_t frame) const {
    return static_cast<std::size_t>(std::upper_bound(ends_.begin(), ends_.end(), frame) -
                                    ends_.begin());
}

Structure FrameSource::frame(std::int64_t number) {
    const std::size_t file = file_of(number);
    const std::int64_t begin = file == 0 ? 0 : ends_[file - 1];
    if (!reader_ || file != open_ || number < next_) {
        reader_.emplace(files_.at(file));
        open_ = file, next_ = begin;
    }
    reader_->skip(number - next_);
    Structure s;
    if (!reader_->next(s))
        throw InputError("E-structure-none", "structures have vanished while they were read",
                         "do not change the file during a run", {files_[file].string()});
    next_ = number + 1;
    return s;
}

}  // namespace crucible
