#include "crucible/atoms/format_cif.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/atoms/cif_syntax.hpp"
#include "crucible/atoms/elements.hpp"
#include "crucible/atoms/niggli.hpp"
#include "crucible/atoms/reading.hpp"
#include "crucible/atoms/spacegroups.hpp"
#include "crucible/atoms/symmetry_text.hpp"
#include "crucible/base/error.hpp"

namespace crucible {
namespace {

/// Turns one data block into a structure.
class CifBlockReader {
public:
    CifBlockReader(const cif::Block& block, const std::string& file, const ReadOptions& options)
        : block_(block), file_(file), options_(options) {}

    Structure read() {
        Structure s;
        s.name = block_.name;
        s.cell = cell();
        const std::vector<SymmetryOperation> operations = symmetry(s);
        const std::vector<Site> sites = read_sites();
        std::vector<std::size_t> parent;
        try {
            expand_sites(s, sites, operations, &parent);
        } catch (const InputError& e) {
            fail(e.message(), e.cure(), block_.line, 1);
        }
        const bool partial = std::any_of(sites.begin(), sites.end(),
                                         [](const Site& site) { return site.occupancy != 1; });
        if (partial)
            for (std::size_t i : parent) s.columns["occupancy"].push_back(sites[i].occupancy);
        return s;
    }

private:
    [[noreturn]] void fail(const std::string& message, const std::string& cure, int line,
                           int column) const {
        throw InputError("E-format-cif", message, cure, {file_, line, column});
    }
    [[noreturn]] void fail(const std::string& message, const std::string& cure,
                           const cif::Value& at) const {
        fail(message, cure, at.line, at.column);
    }
    void tell(const std::string& what) const {
        if (options_.notice) options_.notice(fmt::format("{}:{}: {}", file_, block_.line, what));
    }
    /// A number with or without its standard uncertainty: 4.594(2).
    double number(const cif::Value& v, std::string_view what) const {
        const std::string_view bare = v.text.substr(0, v.text.find('('));
        const auto x = to_double(bare);
        if (!x) fail(fmt::format("{} is {}", what, in_quotes(v.text)), "expected a number", v);
        return *x;
    }
    const cif::Column& need(std::initializer_list<std::string_view> tags) const {
        if (const cif::Column* c = block_.find(tags)) return *c;
        fail(fmt::format("data_{} lacks {}", block_.name, *tags.begin()), "add it", block_.line, 1);
    }
    Cell cell() const {
        static constexpr std::string_view tags[] = {"_cell_length_a",   "_cell_length_b",
                                                    "_cell_length_c",   "_cell_angle_alpha",
                                                    "_cell_angle_beta", "_cell_angle_gamma"};
        std::array<double, 6> p;
        int line = block_.line;
        for (std::size_t i = 0; i < 6; ++i) {
            const cif::Column& c = need({tags[i]});
            p[i] = number(c.values[0], tags[i]);
            line = c.line;
        }
        try {
            return cell_from_parameters(p);
        } catch (const InputError& e) {
            fail(e.message(), e.cure(), line, 1);
        }
    }
    std::vector<SymmetryOperation> symmetry(Structure& s) const {
        const cif::Column* symbol =
            block_.find({"_space_group_name_h-m_alt", "_symmetry_space_group_name_h-m",
                         "_space_group_name_hall"});
        const cif::Column* number_tag =
            block_.find({"_space_group_it_number", "_symmetry_int_tables_number"});
        if (symbol && !symbol->values[0].is_null()) s.info["spacegroup"] = symbol->values[0].text;
        const cif::Column* listed =
            block_.find({"_space_group_symop_operation_xyz", "_symmetry_equiv_pos_as_xyz"});
        std::vector<SymmetryOperation> out;
        if (listed) {
            for (const cif::Value& v : listed->values) {
                const auto op = parse_triplet(v.text);
                if (!op)
                    fail(fmt::format("{} is no symmetry operation", in_quotes(v.text)),
                         "write it like -x, 1/2+y, -z", v);
                out.push_back(*op);
            }
            return out;
        }
        if (symbol && !symbol->values[0].is_null()) {
            const auto alpha = block_.find({"_cell_angle_alpha"}),
                       gamma = block_.find({"_cell_angle_gamma"});
            const auto ops = operations_of_group(std::string(symbol->values[0].text),
                                                 number(alpha->values[0], "alpha"),
                                                 number(gamma->values[0], "gamma"));
            if (ops) return *ops;
            if (!number_tag)
                fail(fmt::format("{} is no space group", in_quotes(symbol->values[0].text)),
                     "list the operations in _space_group_symop_operation_xyz", symbol->values[0]);
        }
        if (number_tag && !number_tag->values[0].is_null()) {
            const auto n = to_integer(number_tag->values[0].text);
            const auto ops = operations_of_group(n && *n < 1000 ? static_cast<int>(*n) : 0);
            if (!ops)
                fail("a space group number from 1 to 230 is expected", "correct it",
                     number_tag->values[0]);
            return *ops;
        }
        tell("no symmetry given: taken as P 1");
        return {{IntMat3::identity(), {}}};
    }
    std::vector<Site> read_sites() const {
        const cif::Column* xyz[3] = {&need({"_atom_site_fract_x"}), &need({"_atom_site_fract_y"}),
                                     &need({"_atom_site_fract_z"})};
        const cif::Column* type = block_.find({"_atom_site_type_symbol"});
        const cif::Column* label = type ? type : &need({"_atom_site_label"});
        const cif::Column* occupancy = block_.find({"_atom_site_occupancy"});
        for (const cif::Column* c : {xyz[1], xyz[2], label, occupancy})
            if (c && c->values.size() != xyz[0]->values.size())
                fail(fmt::format("{} has {} rows, {} has {}", c->tag, c->values.size(), xyz[0]->tag,
                                 xyz[0]->values.size()),
                     "keep the atoms in one loop", c->line, 1);
        std::vector<Site> sites;
        int unknown = 0;
        for (std::size_t i = 0; i < label->values.size(); ++i) {
            Site site;
            const auto z = element_of_label(label->values[i].text);
            if (!z)
                fail(fmt::format("{} names no element", in_quotes(label->values[i].text)),
                     "start it with a chemical symbol", label->values[i]);
            site.number = *z;
            if (xyz[0]->values[i].is_null() || xyz[1]->values[i].is_null() ||
                xyz[2]->values[i].is_null()) {
                ++unknown;
                continue;
            }
            for (int k = 0; k < 3; ++k) {
                const cif::Value& v = xyz[k]->values[i];
                site.at[k] = number(v, "a coordinate");
                if (!(std::fabs(site.at[k]) < 1000))
                    fail(fmt::format("coordinate {}", v.text), "expected a fraction of the cell",
                         v);
            }
            if (occupancy && !occupancy->values[i].is_null()) {
                site.occupancy = number(occupancy->values[i], "the occupancy");
                if (!(site.occupancy >= 0 && site.occupancy <= 1.01))
                    fail(fmt::format("an occupancy of {}", site.occupancy), "expected 0 to 1",
                         occupancy->values[i]);
            }
            sites.push_back(site);
        }
        if (unknown) tell(fmt::format("{} sites without coordinates left out", unknown));
        if (sites.empty()) fail("no atoms in this block", "give at least one site", block_.line, 1);
        return sites;
    }

    const cif::Block& block_;
    const std::string& file_;
    const ReadOptions& options_;
};

}  // namespace

Structures read_cif(std::string_view text, const std::string& file, const ReadOptions& options) {
    Structures out;
    const std::vector<cif::Block> blocks = cif::parse(text, file);
    const reading::Lines lines(text, file, "E-format-cif");
    for (const cif::Block& block : blocks) {
        // Blocks of bibliography, powder data and the like are no structures.
        if (!block.find({"_atom_site_fract_x"}) && blocks.size() > 1) continue;
        out.push_back(CifBlockReader(block, file, options).read());
        reading::check_structure(lines, out.back(), block.line);
    }
    return out;
}

std::string write_cif(const Structures& structures, const WriteOptions&) {
    std::string out;
    for (const Structure& s : structures) {
        std::string name = s.name.empty() ? formula_text(composition(s.numbers)) : s.name;
        for (char& c : name)
            if (c <= ' ' || c == 127) c = '_';
        const auto p = cell_parameters(s.cell);
        out += fmt::format("data_{}\n_chemical_formula_sum '{}'\n", name,
                           formula_text(composition(s.numbers)));
        static constexpr const char* tags[] = {"length_a",    "length_b",   "length_c",
                                               "angle_alpha", "angle_beta", "angle_gamma"};
        for (std::size_t i = 0; i < 6; ++i) out += fmt::format("_cell_{} {}\n", tags[i], p[i]);
        out +=
            "_space_group_name_H-M_alt 'P 1'\n_space_group_IT_number 1\n"
            "loop_\n_space_group_symop_operation_xyz\n'x, y, z'\n"
            "loop_\n_atom_site_label\n_atom_site_type_symbol\n_atom_site_occupancy\n"
            "_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\n";
        const Mat3 inverse_h = inverse(s.cell.h);
        const auto occupancy = s.columns.find("occupancy");
        std::map<int, int> count;
        for (std::size_t i = 0; i < s.size(); ++i) {
            const int z = s.numbers[i];
            const Vec3 f = s.positions[i] * inverse_h;
            out += fmt::format("{0}{1} {0} {2} {3} {4} {5}\n", element(z).symbol, ++count[z],
                               occupancy == s.columns.end() ? 1.0 : occupancy->second[i], f.x, f.y,
                               f.z);
        }
        out += '\n';
    }
    return out;
}

int cif_likeness(std::string_view head) {
    LineReader lines(head, "");
    std::string_view line;
    while (lines.next(line)) {
        line = trim(line);
        if (line.empty() || line.front() == '#') continue;
        return starts_with_nocase(line, "data_") ? 3 : 0;
    }
    return 0;
}

}  // namespace crucible
