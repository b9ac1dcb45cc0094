#include "crucible/learn/translator_shape.hpp"

#include <fmt/format.h>

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/random.hpp"

namespace crucible::learn {
namespace {

constexpr std::size_t multiple = 16;

class ParameterList {
public:
    void add(const std::string& name, std::vector<std::size_t> shape) {
        all.push_back({name, std::move(shape), end});
        end += all.back().count();
    }
    void dense(const std::string& name, std::size_t outputs, std::size_t inputs) {
        add(name, {outputs, inputs});
        add(name + ".bias", {outputs});
    }
    void norm(const std::string& name, std::size_t width) {
        add(name + ".scale", {width});
        add(name + ".shift", {width});
    }
    void memory(const std::string& name, std::size_t width, std::size_t inputs) {
        add(name + ".input", {4 * width, inputs});
        add(name + ".state", {4 * width, width});
        add(name + ".bias", {4 * width});
    }

    std::vector<TranslatorParameter> all;
    std::size_t end = 0;
};

void list_memory(ParameterList& list, const TranslatorShape& s) {
    const std::size_t w = s.width;
    for (const char* way : {"forward", "backward"})
        for (int k = 0; k < s.encoder_layers; ++k) list.memory(fmt::format("{}.{}", way, k), w, w);
    for (int k = 0; k < s.decoder_layers; ++k)
        list.memory(fmt::format("decoder.{}", k), w, k == 0 ? 3 * w : w);
    list.add("attention.key", {s.attention, 2 * w});
    list.add("attention.query", {s.attention, w});
    list.add("attention.score", {s.attention});
    list.dense("combine", w, 3 * w);
}

void list_transformer(ParameterList& list, const TranslatorShape& s) {
    const std::size_t w = s.width;
    const auto layer = [&](const std::string& name, bool sees_source) {
        int norm = 0;
        const auto begin_part = [&] { list.norm(fmt::format("{}.norm.{}", name, ++norm), w); };
        begin_part();
        list.dense(name + ".self.in", 3 * w, w);
        list.dense(name + ".self.out", w, w);
        if (sees_source) {
            begin_part();
            list.dense(name + ".cross.query", w, w);
            list.dense(name + ".cross.in", 2 * w, w);
            list.dense(name + ".cross.out", w, w);
        }
        begin_part();
        list.dense(name + ".inner", s.inner, w);
        list.dense(name + ".outer", w, s.inner);
    };
    for (int k = 0; k < s.encoder_layers; ++k) layer(fmt::format("encoder.{}", k), false);
    list.norm("encoder.norm", w);
    for (int k = 0; k < s.decoder_layers; ++k) layer(fmt::format("decoder.{}", k), true);
    list.norm("decoder.norm", w);
}

}  // namespace

std::size_t TranslatorParameter::count() const {
    std::size_t n = 1;
    for (const std::size_t x : shape) n *= x;
    return n;
}

std::vector<TranslatorParameter> parameters_of(const TranslatorShape& s) {
    ParameterList list;
    list.add("embedding", {s.tokens, s.width});
    if (s.kind == TranslatorKind::memory)
        list_memory(list, s);
    else
        list_transformer(list, s);
    list.dense("output", s.tokens, s.width);
    return std::move(list.all);
}

std::size_t parameter_count(const TranslatorShape& s) {
    const TranslatorParameter last = parameters_of(s).back();
    return (last.begin + last.count() + multiple - 1) / multiple * multiple;
}

void check(const TranslatorShape& s) {
    const auto refuse = [](const std::string& message) {
        throw InputError("E-translator-shape", message,
                         "choose widths that are multiples of 16 for each head, and one to "
                         "sixteen layers");
    };
    for (const std::uint32_t n : {s.width, s.inner, s.attention})
        if (n < multiple || n > 1U << 13 || n % multiple)
            refuse(
                fmt::format("a translator of width {}, inner width {} and attention {} cannot be",
                            s.width, s.inner, s.attention));
    if (s.tokens <= first_token || s.tokens > 1U << 16)
        refuse(fmt::format("a vocabulary of {} tokens cannot be", s.tokens));
    for (const int n : {s.encoder_layers, s.decoder_layers})
        if (n < 1 || n > 16) refuse(fmt::format("{} layers cannot be", n));
    if (s.kind == TranslatorKind::memory) return;
    if (s.heads < 1 || s.heads > 64 || s.width % (multiple * static_cast<std::uint32_t>(s.heads)))
        refuse(fmt::format("{} heads do not share a width of {}", s.heads, s.width));
}

std::vector<float> first_weights(const TranslatorShape& s, std::uint64_t seed) {
    check(s);
    std::vector<float> all(parameter_count(s));
    RandomStream random(seed, StreamId::text_nets);
    for (const TranslatorParameter& p : parameters_of(s)) {
        float* w = all.data() + p.begin;
        if (p.shape.size() == 2) {
            double limit = std::sqrt(6.0 / static_cast<double>(p.shape[0] + p.shape[1]));
            // the embedding's rows are inputs of their own: of the size of one position's values
            if (p.name == "embedding") limit = std::sqrt(3.0 / static_cast<double>(s.width));
            for (std::size_t i = 0; i < p.count(); ++i)
                w[i] = static_cast<float>(random.uniform(-limit, limit));
        } else if (p.name.ends_with(".scale")) {
            std::fill(w, w + p.count(), 1.0F);
        } else if (p.name == "attention.score") {
            const double limit = std::sqrt(3.0 / static_cast<double>(s.attention));
            for (std::size_t i = 0; i < p.count(); ++i)
                w[i] = static_cast<float>(random.uniform(-limit, limit));
        } else if (s.kind == TranslatorKind::memory && p.count() == 4 * std::size_t{s.width}) {
            std::fill(w + s.width, w + 2 * s.width, 1.0F);
        }
    }
    return all;
}

std::vector<float> position_values(std::size_t position, std::size_t width) {
    std::vector<float> values(width);
    for (std::size_t i = 0; i < width; i += 2) {
        const double power = static_cast<double>(i) / static_cast<double>(width);
        const double angle = static_cast<double>(position) / std::pow(10000.0, power);
        values[i] = static_cast<float>(std::sin(angle));
        values[i + 1] = static_cast<float>(std::cos(angle));
    }
    return values;
}

Value to_value(const TranslatorShape& s) {
    Value v;
    v.set("kind", s.kind == TranslatorKind::memory ? "memory" : "transformer");
    v.set("tokens", static_cast<std::int64_t>(s.tokens));
    v.set("width", static_cast<std::int64_t>(s.width));
    v.set("encoder_layers", s.encoder_layers);
    v.set("decoder_layers", s.decoder_layers);
    v.set("heads", s.heads);
    v.set("inner", static_cast<std::int64_t>(s.inner));
    v.set("attention", static_cast<std::int64_t>(s.attention));
    return v;
}

TranslatorShape translator_shape(const Value& v) {
    const auto number = [&](const char* key) {
        const std::int64_t n = v[key].integer;
        return n < 0 || n > 1 << 20 ? 0 : static_cast<std::uint32_t>(n);
    };
    TranslatorShape s;
    s.kind = v["kind"].text == "memory" ? TranslatorKind::memory : TranslatorKind::transformer;
    s.tokens = number("tokens"), s.width = number("width");
    s.encoder_layers = static_cast<int>(number("encoder_layers"));
    s.decoder_layers = static_cast<int>(number("decoder_layers"));
    s.heads = static_cast<int>(number("heads"));
    s.inner = number("inner"), s.attention = number("attention");
    check(s);
    return s;
}

}  // namespace crucible::learn
