#include "crucible/data/tar.hpp"

#include <fmt/format.h>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"

namespace crucible {
namespace {

constexpr std::size_t tar_block = 512, longest_tar_name = 99;

}  // namespace

std::string tar_entry(const std::string& name, std::string_view bytes) {
    if (name.empty() || name.size() > longest_tar_name)
        throw InputError("E-tar-name",
                         fmt::format("an archive has no room for the name {}", in_quotes(name)),
                         "take a name of 1 to 99 bytes");
    std::string h(tar_block, '\0');
    h.replace(0, name.size(), name);
    h.replace(100, 7, "0000644"), h.replace(108, 7, "0000000"), h.replace(116, 7, "0000000");
    h.replace(124, 11, fmt::format("{:011o}", bytes.size()));
    h.replace(136, 11, "00000000000");
    h.replace(148, 8, "        ");
    h[156] = '0';
    h.replace(257, 8, std::string_view("ustar\00000", 8));
    unsigned sum = 0;
    for (const char c : h) sum += static_cast<unsigned char>(c);
    h.replace(148, 8, fmt::format("{:06o}", sum) + std::string("\0 ", 2));
    h += bytes;
    return h + std::string((tar_block - bytes.size() % tar_block) % tar_block, '\0');
}

std::string tar_end() { return std::string(2 * tar_block, '\0'); }

}  // namespace crucible
