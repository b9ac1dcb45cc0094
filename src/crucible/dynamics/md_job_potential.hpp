#pragma once
// The potential of a job, to and from JSON. Internal to the module.

#include <string>

#include "crucible/base/value.hpp"
#include "crucible/energy/catalogue.hpp"

namespace crucible {

Value md_potential_value(const ModelChoice&);
/// `file` is for messages. Throws InputError (E-md-job) that names the key.
ModelChoice read_md_potential(const Value&, const std::string& file);

}  // namespace crucible
