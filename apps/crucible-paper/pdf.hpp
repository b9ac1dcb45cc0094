#pragma once
// SVG to PDF.

#include <stdexcept>
#include <string>

#include "crucible/report/paper.hpp"

/// Throws std::runtime_error with what is wrong, in a few words.
std::string make_pdf(const crucible::report::PaperJob& job);
