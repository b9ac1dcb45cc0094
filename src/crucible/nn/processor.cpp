#include "crucible/nn/processor.hpp"

#include <fstream>
#include <sstream>

namespace crucible::nn {

std::string bfloat16_support() {
    std::ifstream file("/proc/cpuinfo");
    std::string line, found;
    while (std::getline(file, line)) {
        if (!line.starts_with("flags")) continue;
        std::istringstream flags(line);
        for (std::string flag; flags >> flag;) {
            if (flag == "amx_bf16") return flag;
            if (flag == "avx512_bf16") found = flag;
        }
        break;
    }
    return found;
}

}  // namespace crucible::nn
