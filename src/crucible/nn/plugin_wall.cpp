// What this library exports. See base/plugin.hpp.

#include "crucible/base/plugin.hpp"
#include "crucible/base/plugin_word.inc"  // written by cmake/plugin_word.cmake
#include "crucible/nn/torch_deep_pot.hpp"
#include "crucible/nn/torch_image_network.hpp"
#include "crucible/nn/torch_translator.hpp"

extern "C" {

extern const char crucible_plugin_word[];
const char crucible_plugin_word[] = CRUCIBLE_PLUGIN_WORD;

void crucible_plugin_fill(crucible::Plugin& plugin);
void crucible_plugin_fill(crucible::Plugin& plugin) {
    plugin.add(crucible::torch_deep_pot, &crucible::nn::make_torch_deep_pot);
    plugin.add(crucible::training::torch_training, &crucible::nn::make_torch_training);
    plugin.add(crucible::learn::torch_image_network, &crucible::nn::make_torch_image_network);
    plugin.add(crucible::learn::torch_translator, &crucible::nn::make_torch_translator);
}
}
