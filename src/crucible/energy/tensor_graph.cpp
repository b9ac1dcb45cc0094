#include "crucible/energy/tensor_graph.hpp"

#include <fmt/format.h>

#include <bit>
#include <cstring>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"

namespace crucible {
namespace {

static_assert(std::endian::native == std::endian::little, "tensor_content is little-endian");

// What one repeated value may grow to: a scalar with a large shape stands for equal elements.
constexpr std::size_t most_tensor_elements = std::size_t{1} << 24;

enum class Wire : std::uint8_t { varint = 0, fixed64 = 1, bytes = 2, fixed32 = 5 };
enum class DataType : int {
    float32 = 1,
    float64 = 2,
    int32 = 3,
    text = 7,
    int64 = 9,
    boolean = 10
};

/// One field of a message.
struct WireField {
    std::uint64_t number = 0;
    Wire wire = Wire::varint;
    std::uint64_t value = 0;  ///< of varint and fixed
    std::string_view bytes;
};

/// Walks over the fields of one message.
class WireReader {
public:
    WireReader(std::string_view message, const char* origin, const std::string& file)
        : rest_(message), origin_(origin), file_(file) {}

    bool next(WireField& f) {
        if (rest_.empty()) return false;
        const std::uint64_t key = varint();
        f = {key >> 3, static_cast<Wire>(key & 7), 0, {}};
        if (f.number == 0) fail("field number 0");
        if (f.wire == Wire::varint)
            f.value = varint();
        else if (f.wire == Wire::fixed64 || f.wire == Wire::fixed32)
            f.value = fixed(f.wire == Wire::fixed64 ? 8 : 4);
        else if (f.wire == Wire::bytes)
            f.bytes = take(varint());
        else
            fail(fmt::format("wire type {}", key & 7));
        return true;
    }
    bool empty() const { return rest_.empty(); }

    std::uint64_t varint() {
        std::uint64_t v = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (rest_.empty()) fail("the file ends within a number");
            const auto byte = static_cast<unsigned char>(rest_.front());
            rest_.remove_prefix(1);
            v |= static_cast<std::uint64_t>(byte & 127) << shift;
            if (byte < 128) return v;
        }
        fail("a number of more than ten bytes");
    }
    std::uint64_t fixed(std::size_t n) {
        const std::string_view b = take(n);
        std::uint64_t v = 0;
        std::memcpy(&v, b.data(), n);
        return v;
    }

private:
    std::string_view take(std::uint64_t n) {
        if (n > rest_.size()) fail(fmt::format("{} bytes announced, {} are left", n, rest_.size()));
        const std::string_view b = rest_.substr(0, static_cast<std::size_t>(n));
        rest_.remove_prefix(static_cast<std::size_t>(n));
        return b;
    }
    [[noreturn]] void fail(const std::string& what) const {
        bad_deep_pot(file_,
                     fmt::format("no TensorFlow graph: byte {}: {}", rest_.data() - origin_, what));
    }
    std::string_view rest_;
    const char* origin_;
    const std::string& file_;
};

double as_double(std::uint64_t bits, Wire wire) {
    return wire == Wire::fixed64
               ? std::bit_cast<double>(bits)
               : static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
}

template <class T>
void append_content(std::string_view content, std::vector<double>& out) {
    T v;
    for (std::size_t k = 0; k + sizeof(T) <= content.size(); k += sizeof(T)) {
        std::memcpy(&v, content.data() + k, sizeof(T));
        out.push_back(static_cast<double>(v));
    }
}

/// A tensor while its fields come in.
struct TensorReader {
    const char* origin;
    const std::string& file;
    std::string name;
    int type = 0;
    std::string_view content;
    GraphTensor out;

    WireReader reader(std::string_view message) const { return {message, origin, file}; }
    [[noreturn]] void fail(const std::string& what) const {
        bad_deep_pot(file, fmt::format("tensor {}: {}", in_quotes(name), what));
    }
    void read_shape(std::string_view message);
    void read_values(const WireField&);
    void read(std::string_view message);
    void finish();
    void decode_content();
};

void TensorReader::read_shape(std::string_view message) {
    WireReader dims = reader(message);
    WireField dim, f;
    while (dims.next(dim)) {
        if (dim.number == 3 && dim.value) fail("its shape is not known");
        if (dim.number != 2 || dim.wire != Wire::bytes) continue;
        std::uint64_t size = 0;
        WireReader r = reader(dim.bytes);
        while (r.next(f))
            if (f.number == 1 && f.wire == Wire::varint) size = f.value;
        if (size > most_tensor_elements) fail("its shape is absurd");
        if (out.shape.size() == 8) fail("it has more than 8 dimensions");
        out.shape.push_back(static_cast<std::size_t>(size));
    }
}

/// Values of the *_val fields: one by one, or packed.
void TensorReader::read_values(const WireField& f) {
    const bool is_real = f.number == 5 || f.number == 6;
    const Wire one = !is_real ? Wire::varint : f.number == 5 ? Wire::fixed32 : Wire::fixed64;
    const auto add = [&](std::uint64_t bits) {
        if (is_real) return out.values.push_back(as_double(bits, one));
        const auto wide = static_cast<std::int64_t>(bits);
        out.values.push_back(static_cast<double>(wide));
    };
    if (f.wire == one) return add(f.value);
    if (f.wire != Wire::bytes) fail("a value of another type than announced");
    WireReader r = reader(f.bytes);
    while (!r.empty()) add(one == Wire::varint ? r.varint() : r.fixed(f.number == 5 ? 4 : 8));
}

void TensorReader::read(std::string_view message) {
    WireReader r = reader(message);
    WireField f;
    while (r.next(f)) {
        if (f.number == 1 && f.wire == Wire::varint) type = static_cast<int>(f.value & 0xffff);
        if (f.number == 2 && f.wire == Wire::bytes) read_shape(f.bytes);
        if (f.number == 4 && f.wire == Wire::bytes) content = f.bytes;
        if ((f.number >= 5 && f.number <= 7) || f.number == 10 || f.number == 11) read_values(f);
        if (f.number == 8 && f.wire == Wire::bytes) out.texts.emplace_back(f.bytes);
    }
    finish();
}

void TensorReader::decode_content() {
    const auto data = static_cast<DataType>(type);
    if (data == DataType::float32) return append_content<float>(content, out.values);
    if (data == DataType::float64) return append_content<double>(content, out.values);
    if (data == DataType::int32) return append_content<std::int32_t>(content, out.values);
    if (data == DataType::int64) return append_content<std::int64_t>(content, out.values);
    if (data == DataType::boolean) return append_content<std::uint8_t>(content, out.values);
    fail(fmt::format("data type {} is not read", type));
}

void TensorReader::finish() {
    std::size_t count = 1;
    for (const std::size_t n : out.shape) {
        if (n > 0 && count > most_tensor_elements / n) fail("its shape is absurd");
        count *= n;
    }
    if (static_cast<DataType>(type) == DataType::text) {
        if (out.texts.size() != count) fail("its texts are not as many as its shape says");
        return;
    }
    if (!content.empty()) out.values.clear(), decode_content();
    // Fewer values than elements: the last one is repeated (tensor.proto).
    if (content.empty() && !out.values.empty() && out.values.size() < count)
        out.values.resize(count, out.values.back());
    if (out.values.size() != count)
        fail(fmt::format("it has {} values, its shape says {}", out.values.size(), count));
}

}  // namespace

void bad_deep_pot(const std::string& file, const std::string& message, const std::string& cure) {
    throw InputError("E-deep-pot", message, cure, {file});
}

TensorGraph::TensorGraph(std::string_view bytes, std::string file)
    : bytes_(bytes), file_(std::move(file)) {
    WireReader graph(bytes_, bytes_.data(), file_);
    WireField field, f, entry;
    while (graph.next(field)) {
        if (field.number != 1 || field.wire != Wire::bytes) continue;
        Node node;
        std::string_view name;
        WireReader r(field.bytes, bytes_.data(), file_);
        while (r.next(f)) {
            if (f.wire != Wire::bytes) continue;
            if (f.number == 1) name = f.bytes;
            if (f.number == 2) node.op = f.bytes;
            if (f.number == 3) node.inputs.push_back(f.bytes);
            if (f.number != 5) continue;
            std::string_view key, value;
            WireReader pair(f.bytes, bytes_.data(), file_);
            while (pair.next(entry))
                if (entry.wire == Wire::bytes) (entry.number == 1 ? key : value) = entry.bytes;
            node.attributes[key] = value;
        }
        nodes_.emplace(name, std::move(node));
    }
}

std::string_view TensorGraph::attribute_of(std::string_view node,
                                           std::string_view attribute) const {
    const auto n = nodes_.find(node);
    if (n == nodes_.end()) bad_deep_pot(file_, fmt::format("it has no {}", in_quotes(node)));
    const auto a = n->second.attributes.find(attribute);
    if (a == n->second.attributes.end())
        bad_deep_pot(file_, fmt::format("{} has no {}", in_quotes(node), in_quotes(attribute)));
    return a->second;
}

GraphTensor TensorGraph::tensor(std::string_view name) const {
    const std::string_view value = attribute_of(name, "value");
    WireReader r(value, bytes_.data(), file_);
    WireField f;
    while (r.next(f))
        if (f.number == 8 && f.wire == Wire::bytes) {
            TensorReader t{bytes_.data(), file_, std::string(name), 0, {}, {}};
            t.read(f.bytes);
            return std::move(t.out);
        }
    bad_deep_pot(file_, fmt::format("{} is no constant", in_quotes(name)));
}

double TensorGraph::number(std::string_view name) const {
    const GraphTensor t = tensor(name);
    if (t.values.size() != 1)
        bad_deep_pot(file_, fmt::format("tensor {}: one number expected", in_quotes(name)));
    return t.values[0];
}

std::string TensorGraph::text(std::string_view name) const {
    const GraphTensor t = tensor(name);
    if (t.texts.size() != 1)
        bad_deep_pot(file_, fmt::format("tensor {}: one text expected", in_quotes(name)));
    return t.texts[0];
}

double TensorGraph::real_attribute(std::string_view node, std::string_view attribute) const {
    WireReader r(attribute_of(node, attribute), bytes_.data(), file_);
    WireField f;
    while (r.next(f))
        if (f.number == 4 && f.wire == Wire::fixed32) return as_double(f.value, f.wire);
    bad_deep_pot(file_,
                 fmt::format("{} of {} is no number", in_quotes(attribute), in_quotes(node)));
}

std::vector<std::int64_t> TensorGraph::list_attribute(std::string_view node,
                                                      std::string_view attribute) const {
    std::vector<std::int64_t> out;
    WireReader r(attribute_of(node, attribute), bytes_.data(), file_);
    WireField f, g;
    while (r.next(f)) {
        if (f.number != 1 || f.wire != Wire::bytes) continue;
        WireReader list(f.bytes, bytes_.data(), file_);
        while (list.next(g)) {
            if (g.number != 3) continue;
            if (g.wire == Wire::varint) out.push_back(static_cast<std::int64_t>(g.value));
            if (g.wire != Wire::bytes) continue;
            WireReader packed(g.bytes, bytes_.data(), file_);
            while (!packed.empty()) out.push_back(static_cast<std::int64_t>(packed.varint()));
        }
    }
    return out;
}

}  // namespace crucible
