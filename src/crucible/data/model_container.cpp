#include "crucible/data/model_container.hpp"

#include <fmt/format.h>

#include "crucible/base/error.hpp"
#include "crucible/base/hash.hpp"
#include "crucible/base/text.hpp"
#include "crucible/data/json.hpp"

namespace crucible {
namespace {

constexpr std::string_view model_magic = "CRUCIBLE MODEL ";
constexpr int model_version = 1;
constexpr std::size_t checksum_length = 64;

[[noreturn]] void bad_model(const std::string& file, const std::string& message,
                            const std::string& cure) {
    throw InputError("E-model", message, cure, {file});
}

/// Takes a line off the front.
std::string_view take_line(std::string_view& rest, const std::string& file) {
    const std::size_t end = rest.substr(0, 64).find('\n');
    if (end == rest.npos)
        bad_model(file, "this is no Crucible model", "give a file that this program wrote");
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    return line;
}

}  // namespace

const NpyArray& ModelContainer::tensor(std::string_view name) const {
    for (const Tensor& t : tensors)
        if (t.name == name) return t.array;
    throw InputError("E-model", fmt::format("the model has no tensor {}", in_quotes(name)),
                     "train it again with this version");
}

std::string to_bytes(const ModelContainer& m) {
    Value header;
    header.set("kind", m.kind), header.set("about", m.about);
    Value list = Value::make_list();
    std::string tensors;
    for (const ModelContainer::Tensor& t : m.tensors) {
        const std::string npy = to_npy(t.array);
        Value v;
        v.set("name", t.name), v.set("bytes", static_cast<std::int64_t>(npy.size()));
        list.push(std::move(v));
        tensors += npy;
    }
    header.set("tensors", std::move(list));
    const std::string json = to_json(header);
    std::string out =
        fmt::format("{}{}\n{}\n", model_magic, model_version, json.size()) + json + tensors;
    return out + sha256(out);
}

ModelContainer parse_model(std::string_view bytes, const std::string& file, std::string_view kind) {
    std::string_view rest = bytes;
    const std::string_view first = take_line(rest, file);
    const auto version = first.starts_with(model_magic)
                             ? to_integer(first.substr(model_magic.size()))
                             : std::nullopt;
    if (!version || *version < 1)
        bad_model(file, "this is no Crucible model", "give a file that this program wrote");
    if (*version > model_version)
        bad_model(file,
                  fmt::format("the model has format {}, this program reads up to {}", *version,
                              model_version),
                  "use a newer program");
    const auto length = to_integer(take_line(rest, file));
    if (bytes.size() < checksum_length || rest.size() < checksum_length ||
        sha256(bytes.substr(0, bytes.size() - checksum_length)) !=
            bytes.substr(bytes.size() - checksum_length))
        bad_model(file, "the checksum is wrong: the file is damaged or cut short",
                  "fetch or train it again");
    rest.remove_suffix(checksum_length);
    if (!length || *length < 0 || static_cast<std::size_t>(*length) > rest.size())
        bad_model(file, "the header is cut short", "fetch or train it again");
    const Value header = parse_json(rest.substr(0, static_cast<std::size_t>(*length)), file);
    rest.remove_prefix(static_cast<std::size_t>(*length));

    ModelContainer m{header["kind"].text, header["about"], {}};
    if (!kind.empty() && m.kind != kind)
        bad_model(file,
                  fmt::format("this is a model of kind {}, expected {}", in_quotes(m.kind), kind),
                  "give a model of that kind");
    for (const Value& t : header["tensors"].list) {
        const std::int64_t n = t["bytes"].integer;
        if (n < 0 || static_cast<std::size_t>(n) > rest.size())
            bad_model(file, "a tensor is cut short", "fetch or train it again");
        m.tensors.push_back(
            {t["name"].text, parse_npy(rest.substr(0, static_cast<std::size_t>(n)), file)});
        rest.remove_prefix(static_cast<std::size_t>(n));
    }
    return m;
}

}  // namespace crucible
