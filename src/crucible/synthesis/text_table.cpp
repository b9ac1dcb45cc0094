#include "crucible/synthesis/text_table.hpp"

#include <algorithm>
#include <bit>
#include <limits>

#include "crucible/base/error.hpp"
#include "crucible/base/hash.hpp"

namespace crucible::synthesis {
namespace {

/// FNV-1a (Fowler, Noll, Vo), its halves mixed, because only low bits choose the slot.
std::uint64_t text_hash(std::string_view s) {
    std::uint64_t h = 14695981039346656037ull;
    for (const char c : s) h = (h ^ static_cast<unsigned char>(c)) * 1099511628211ull;
    return h ^ (h >> 32);
}

}  // namespace

TextTable::TextTable(std::vector<std::string> texts) {
    std::ranges::sort(texts);
    texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
    if (texts.size() >= std::numeric_limits<std::uint32_t>::max())
        throw ResourceError("E-stock-size", "a stock may hold 4 billion molecules at most",
                            "give fewer files");
    std::size_t bytes = 0;
    for (const std::string& t : texts) bytes += t.size();
    bytes_.reserve(bytes);
    begins_.reserve(texts.size() + 1);
    begins_.push_back(0);
    for (const std::string& t : texts) {
        bytes_ += t;
        begins_.push_back(bytes_.size());
    }
    index();
}

void TextTable::index() {
    slots_.assign(std::bit_ceil(2 * size() + 1), 0);
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t i = 0; i < size(); ++i) {
        std::size_t slot = text_hash((*this)[i]) & mask;
        while (slots_[slot]) slot = (slot + 1) & mask;
        slots_[slot] = static_cast<std::uint32_t>(i + 1);
    }
}

std::optional<std::uint32_t> TextTable::find(std::string_view text) const {
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t slot = text_hash(text) & mask; slots_[slot]; slot = (slot + 1) & mask)
        if ((*this)[slots_[slot] - 1] == text) return slots_[slot] - 1;
    return std::nullopt;
}

std::string TextTable::hash() const {
    Sha256 h;
    for (std::size_t i = 0; i < size(); ++i) {
        h.update((*this)[i]);
        h.update("\n");
    }
    return h.hex();
}

}  // namespace crucible::synthesis
