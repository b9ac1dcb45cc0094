// The small script of the page. Everything it does is an addition: without it text, figures, tables
// and data are all there. The source is page_script.inc, one raw string.

#include "crucible/report/html.hpp"

namespace crucible::report {
namespace {

constexpr std::string_view script_source =
#include "crucible/report/page_script.inc"
    ;

}  // namespace

std::string_view page_script() { return script_source; }

}  // namespace crucible::report
