#pragma once

#include <cstddef>
#include <string_view>

namespace crucible {

/// Throws InputError (E-energy-element): `potential`, as it is to be named, was not made for atom
/// `i` (from 0) of atomic number `z`.
[[noreturn]] void fail_unknown_element(std::string_view potential, int z, std::size_t i);

}  // namespace crucible
