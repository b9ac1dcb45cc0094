#include "crucible/chem/blocks.hpp"

#include "crucible/base/text.hpp"

namespace crucible::chem {
namespace {

/// "price" of "> 25 <price> (MFCD)"; "" without one.
std::string item_name(std::string_view line) {
    const std::size_t open = line.find('<'), close = line.find('>', open == line.npos ? 0 : open);
    if (open == line.npos || close == line.npos) return "";
    return lower(trim(line.substr(open + 1, close - open - 1)));
}

/// Counts of an RXN block: three columns each for reactants, products and agents.
bool read_counts(std::string_view line, std::size_t (&counts)[3]) {
    for (std::size_t i = 0; i < 3; ++i) {
        const std::string_view field = 3 * i < line.size() ? line.substr(3 * i, 3) : "";
        const auto n = to_integer(trim(field));
        counts[i] = n && *n >= 0 ? static_cast<std::size_t>(*n) : 0;
        if (i < 2 && !n) return false;
    }
    return true;
}

/// Reads what follows a line "$RXN".
class RxnReader {
public:
    RxnReader(LineReader& lines, RxnBlock& block) : lines_(lines), block_(block) {}

    /// Gives back the line at which it stopped: the next record's first, or "" at the end.
    std::string_view read(std::string_view first) {
        if (first.find("V3000") != first.npos) block_.fault = "V3000 reactions are not read";
        std::string_view line;
        for (int i = 0; i < 4; ++i) {
            if (!lines_.next(line)) return fail("it ends in its header"), "";
            if (i == 0 && block_.id.empty()) block_.id = trim(line);
        }
        std::size_t counts[3];
        if (block_.fault.empty() && !read_counts(line, counts)) fail("its counts are no numbers");
        return read_molecules(counts);
    }

private:
    void fail(std::string_view why) {
        if (block_.fault.empty()) block_.fault = why;
    }

    std::string_view read_molecules(const std::size_t (&counts)[3]) {
        std::vector<std::string> molecules;
        std::string_view line;
        bool is_inside = false, is_more = lines_.next(line);
        for (; is_more; is_more = lines_.next(line)) {
            if (line.starts_with("$MOL")) {
                molecules.emplace_back();
                is_inside = true;
            } else if (line.starts_with("$RFMT") || line.starts_with("$MFMT") ||
                       line.starts_with("$RXN")) {
                break;
            } else if (is_inside) {
                molecules.back().append(line).append("\n");
                is_inside = !line.starts_with("M  END");
            }
        }
        share_out(std::move(molecules), counts);
        return is_more ? line : std::string_view();
    }

    void share_out(std::vector<std::string> molecules, const std::size_t (&counts)[3]) {
        if (!block_.fault.empty()) return;
        if (counts[0] + counts[1] > molecules.size() || counts[0] == 0 || counts[1] == 0)
            return fail("its molecules are not as many as it says");
        for (std::size_t i = 0; i < molecules.size(); ++i)
            (i < counts[0]               ? block_.reactants
             : i < counts[0] + counts[1] ? block_.products
                                         : block_.agents)
                .push_back(std::move(molecules[i]));
    }

    LineReader& lines_;
    RxnBlock& block_;
};

}  // namespace

std::vector<MolBlock> split_sdf(std::string_view text) {
    std::vector<MolBlock> all;
    LineReader lines(text, "");
    std::string_view line;
    bool is_open = false, is_block = true, wants_value = false;
    while (lines.next(line)) {
        if (line.starts_with("$$$$")) {
            is_open = false;
            continue;
        }
        if (!is_open) {
            all.push_back({lines.line_number(), "", {}});
            is_open = is_block = true;
            wants_value = false;
        }
        MolBlock& b = all.back();
        if (is_block) {
            b.text.append(line).append("\n");
            is_block = !line.starts_with("M  END");
        } else if (line.starts_with(">")) {
            b.data.emplace_back(item_name(line), "");
            wants_value = true;
        } else if (wants_value) {
            b.data.back().second = trim(line);
            wants_value = false;
        }
    }
    // Blank lines behind the last $$$$ are no record.
    if (!all.empty() && trim(all.back().text).empty()) all.pop_back();
    return all;
}

std::vector<RxnBlock> split_rdf(std::string_view text) {
    std::vector<RxnBlock> all;
    LineReader lines(text, "");
    std::string_view line;
    std::string id;
    bool is_more = lines.next(line);
    while (is_more) {
        if (line.starts_with("$RFMT")) {
            const auto parts = words(line);
            id = parts.size() > 2 ? std::string(parts.back().text) : "";
        }
        if (!line.starts_with("$RXN")) {
            is_more = lines.next(line);
            continue;
        }
        all.push_back({lines.line_number(), std::exchange(id, ""), "", {}, {}, {}});
        line = RxnReader(lines, all.back()).read(line);
        is_more = !line.empty();
    }
    return all;
}

}  // namespace crucible::chem
