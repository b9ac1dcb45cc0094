#include "crucible/base/describe.hpp"

namespace crucible {

std::string_view artefact_name(Artefact a) {
    constexpr std::string_view all[] = {"structures", "table", "model",     "volume",
                                        "routes",     "stock", "templates", "file"};
    return all[static_cast<std::size_t>(a)];
}

std::string_view Field::unit() const {
    if (!unit_.empty()) return unit_;
    const Type* t = type;
    while (t->element) t = t->element();
    if (t->kind != Type::Kind::number) return "";
    struct Usual {
        Dimension dimension;
        std::string_view unit;
    };
    constexpr Usual usual[] = {
        {dimension::energy, "eV"},
        {dimension::length, "angstrom"},
        {dimension::time, "fs"},
        {dimension::temperature, "K"},
        {dimension::charge, "e"},
        {dimension::mass, "u"},
        {dimension::angle, "deg"},
        {dimension::pressure, "GPa"},
        {dimension::force, "eV/angstrom"},
        {dimension::volume, "angstrom^3"},
        {dimension::wavenumber, "1/angstrom"},
        {dimension::density, "g/cm^3"},
        {dimension::dispersion, "eV angstrom^6"},
        {dimension::cooling_rate, "K/s"},
    };
    for (const Usual& u : usual)
        if (u.dimension == t->dimension) return u.unit;
    return "";
}

std::filesystem::path Field::file(const std::filesystem::path& directory,
                                  const std::filesystem::path& value) const {
    auto near = directory / value;
    std::error_code error;
    if (!locate_ || std::filesystem::exists(near, error)) return near;
    return std::filesystem::absolute(locate_(value));
}

}  // namespace crucible
