#pragma once
// Losses of translators and their gradients, in libtorch.

#include <memory>

#include "crucible/learn/translator_peer.hpp"

namespace crucible::nn {

/// As `learn::torch_translator`.
std::unique_ptr<learn::TranslatorPeer> make_torch_translator(const learn::TranslatorPeerSettings&);

}  // namespace crucible::nn
