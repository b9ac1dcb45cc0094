#include "crucible/parallel/log_tail.hpp"

namespace crucible {

void LogTail::poll(const std::function<void(Frame&&)>& sink) {
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(directory_, error))
        if (entry.path().extension() == ".log") seen_.try_emplace(entry.path(), 0);
    for (auto& [path, offset] : seen_) {
        const auto size = std::filesystem::file_size(path, error);
        if (error || static_cast<std::int64_t>(size) <= offset) continue;
        offset = read_frames(path, sink, offset).end;
    }
}

}  // namespace crucible
