#include "crucible/atoms/symmetry_text.hpp"

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"

namespace crucible {
namespace {

/// One component such as "1/2-y" or "-x+0.25": terms with signs.
struct TripletRow {
    std::array<int, 3> coefficient{};
    double translation = 0;
};

std::optional<TripletRow> parse_triplet_row(std::string_view text) {
    TripletRow row;
    std::size_t at = 0;
    int terms = 0;
    const auto skip = [&] {
        while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
    };
    for (skip(); at < text.size(); skip(), ++terms) {
        int sign = 1;
        if (text[at] == '+' || text[at] == '-') {
            sign = text[at++] == '-' ? -1 : 1;
            skip();
        } else if (terms > 0) {
            return std::nullopt;
        }
        const std::size_t first = at;
        while (at < text.size() && ((text[at] >= '0' && text[at] <= '9') || text[at] == '.')) ++at;
        double value = 1;
        const bool has_number = at > first;
        if (has_number) {
            const auto v = to_double(text.substr(first, at - first));
            if (!v || *v > 100) return std::nullopt;
            value = *v;
            if (at < text.size() && text[at] == '/') {
                const std::size_t second = ++at;
                while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
                const auto d = to_double(text.substr(second, at - second));
                if (!d || *d == 0) return std::nullopt;
                value /= *d;
            }
            if (at < text.size() && text[at] == '*') ++at;
        }
        const char letter = at < text.size() ? lower(text.substr(at, 1))[0] : ' ';
        if (letter >= 'x' && letter <= 'z') {
            if (value != 1) return std::nullopt;
            row.coefficient[static_cast<std::size_t>(letter - 'x')] += sign;
            ++at;
        } else if (has_number) {
            row.translation += sign * value;
        } else {
            return std::nullopt;
        }
    }
    return terms ? std::optional(row) : std::nullopt;
}

Vec3 apply(const SymmetryOperation& op, const Vec3& f) {
    Vec3 out = op.translation;
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j) out[i] += op.rotation(i, j) * f[j];
    return out;
}

}  // namespace

std::optional<SymmetryOperation> parse_triplet(std::string_view text) {
    const std::vector<Word> parts = fields(text, ',');
    if (parts.size() != 3) return std::nullopt;
    SymmetryOperation op;
    for (int i = 0; i < 3; ++i) {
        const auto row = parse_triplet_row(parts[static_cast<std::size_t>(i)].text);
        if (!row) return std::nullopt;
        for (int j = 0; j < 3; ++j)
            op.rotation(i, j) = row->coefficient[static_cast<std::size_t>(j)];
        op.translation[i] = row->translation;
    }
    if (std::llabs(determinant(op.rotation)) != 1) return std::nullopt;
    return op;
}

void expand_sites(Structure& s, const std::vector<Site>& sites,
                  const std::vector<SymmetryOperation>& operations,
                  std::vector<std::size_t>* parent, double merge) {
    // Each image is compared with the others of its site: bounds atoms and time alike.
    if (static_cast<double>(sites.size()) * std::pow(operations.size(), 2) > 2e8)
        throw InputError("E-atoms-symmetry", "the symmetry operations make far too many atoms",
                         "check the operations");
    for (std::size_t n = 0; n < sites.size(); ++n) {
        std::vector<Vec3> images;
        for (const SymmetryOperation& op : operations) {
            const Vec3 f = apply(op, sites[n].at);
            bool is_new = true;
            for (const Vec3& g : images) {
                Vec3 d = f - g;
                for (int k = 0; k < 3; ++k) d[k] -= std::round(d[k]);
                if (norm2(d * s.cell.h) < merge * merge) is_new = false;
            }
            if (!is_new) continue;
            images.push_back(f);
            s.numbers.push_back(sites[n].number);
            s.positions.push_back(s.cell.cartesian(Fractional(f)));
            if (parent) parent->push_back(n);
        }
    }
}

}  // namespace crucible
