#pragma once
// Constants and attributes of a frozen TensorFlow graph, read from its protobuf bytes without
// TensorFlow (wire format: protobuf.dev/programming-guides/encoding; messages: graph.proto,
// node_def.proto, attr_value.proto, tensor.proto). Nothing is decoded before it is asked for.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace crucible {

struct GraphTensor {
    std::vector<std::size_t> shape;
    std::vector<double> values;      ///< numbers of any type
    std::vector<std::string> texts;  ///< of a tensor of strings
};

/// Views into the bytes, which must outlive it.
class TensorGraph {
public:
    struct Node {
        std::string_view op;
        std::vector<std::string_view> inputs;
        std::map<std::string_view, std::string_view> attributes;  ///< name to an AttrValue's bytes
    };

    /// Throws InputError (E-deep-pot) with the byte where the bytes are no graph.
    TensorGraph(std::string_view bytes, std::string file);

    const std::map<std::string_view, Node>& nodes() const { return nodes_; }
    bool has(std::string_view name) const { return nodes_.contains(name); }
    /// The constant of this name. Throws InputError (E-deep-pot): absent, no constant, damaged.
    GraphTensor tensor(std::string_view name) const;
    /// The only element of a tensor of one number; of one text.
    double number(std::string_view name) const;
    std::string text(std::string_view name) const;
    /// A floating-point attribute of a node, and a list of integers.
    double real_attribute(std::string_view node, std::string_view attribute) const;
    std::vector<std::int64_t> list_attribute(std::string_view node,
                                             std::string_view attribute) const;
    const std::string& file() const { return file_; }

private:
    std::string_view attribute_of(std::string_view node, std::string_view attribute) const;
    std::string_view bytes_;
    std::string file_;
    std::map<std::string_view, Node> nodes_;
};

/// InputError (E-deep-pot) at `file`.
[[noreturn]] void bad_deep_pot(const std::string& file, const std::string& message,
                               const std::string& cure =
                                   "give an uncompressed deep potential "
                                   "(se_e2_a) frozen by DeePMD-kit 2");

}  // namespace crucible
