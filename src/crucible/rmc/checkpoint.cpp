// What the chain's future depends on, as bytes: a header, counters, places, running values.
#include <cstring>
#include <type_traits>

#include "crucible/base/error.hpp"
#include "crucible/base/hash.hpp"
#include "crucible/rmc/chain_state.hpp"

namespace crucible::rmc {
namespace {

constexpr std::string_view checkpoint_magic = "crucible-rmc-chain-1";

class Writer {
public:
    template <class T>
    void put(const T& value) {
        static_assert(std::is_trivially_copyable_v<T>);
        bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
    template <class T>
    void put_all(const std::vector<T>& values) {
        put(static_cast<std::uint64_t>(values.size()));
        for (const T& v : values) put(v);
    }
    void put_text(std::string_view s) {
        put(static_cast<std::uint64_t>(s.size()));
        bytes += s;
    }
    std::string bytes;
};

[[noreturn]] void fail_checkpoint(const std::string& what) {
    throw InconsistentError("E-rmc-checkpoint", "the checkpoint " + what,
                            "resume with the settings, data and start it was made with, or begin "
                            "anew");
}

class Reader {
public:
    explicit Reader(std::string_view bytes) : bytes_(bytes) {}
    template <class T>
    void get(T& value) {
        static_assert(std::is_trivially_copyable_v<T>);
        if (bytes_.size() < sizeof value) fail_checkpoint("is cut short");
        std::memcpy(&value, bytes_.data(), sizeof value);
        bytes_.remove_prefix(sizeof value);
    }
    template <class T>
    void get_all(std::vector<T>& values) {
        std::uint64_t n = 0;
        get(n);
        if (n > bytes_.size() / sizeof(T)) fail_checkpoint("is cut short");
        values.resize(static_cast<std::size_t>(n));
        for (T& v : values) get(v);
    }
    std::string_view text() {
        std::uint64_t n = 0;
        get(n);
        if (n > bytes_.size()) fail_checkpoint("is cut short");
        const std::string_view out = bytes_.substr(0, static_cast<std::size_t>(n));
        bytes_.remove_prefix(static_cast<std::size_t>(n));
        return out;
    }
    bool is_done() const { return bytes_.empty(); }

private:
    std::string_view bytes_;
};

void put_stages(Writer& w, const std::vector<Stage>& stages) {
    for (const Stage& s : stages) {
        w.put(s.moves), w.put(s.ramp), w.put(s.temperature), w.put_all(s.sigma);
        w.put(s.swap_fraction), w.put(s.group_fraction), w.put(s.adapt);
    }
}

void put_linear(Writer& w, const LinearTerm& t) {
    w.put_text(t.name);
    w.put_all(t.target), w.put_all(t.point_weight), w.put(t.norm), w.put(t.calibration);
    w.put(t.observable.grid.width), w.put(t.observable.grid.bins);
    w.put_all(t.observable.base);
    for (double v : t.observable.table.flat()) w.put(v);
}

void put_values(Writer& w, const std::vector<std::vector<double>>& values) {
    for (const auto& v : values) w.put_all(v);
}

void get_values(Reader& r, std::vector<std::vector<double>>& values) {
    for (auto& v : values) {
        const std::size_t points = v.size();
        r.get_all(v);
        if (v.size() != points) fail_checkpoint("has other data points");
    }
}

void put_fluctuation(Writer& w, const FluctuationState& f) {
    if (f.size() == 0) return;
    w.put_all(f.base());
    w.put(static_cast<std::uint64_t>(f.since().size()));
    for (const auto& changes : f.since()) w.put_all(changes);
}

void get_fluctuation(Reader& r, FluctuationState& f, std::size_t atoms) {
    if (f.size() == 0) return;
    std::vector<Place> base;
    r.get_all(base);
    if (base.size() != atoms) fail_checkpoint("has another number of atoms");
    std::uint64_t n = 0;
    r.get(n);
    std::vector<std::vector<Change>> since;
    for (; n > 0; --n) r.get_all(since.emplace_back());
    f.resume(base, since);
}

}  // namespace

// Of the problem, the start and the random stream.
std::string Chain::State::digest() const {
    Writer w;
    put_stages(w, problem.stages);
    for (const LinearTerm& t : problem.linear) put_linear(w, t);
    for (const FluctuationTerm& t : problem.fluctuation) {
        w.put_all(t.options.k), w.put_all(t.target), w.put_all(t.target_sigma);
        w.put(t.options.resolution), w.put(t.thickness_scale);
        w.put(t.options.n_phi), w.put(t.options.n_psi), w.put(t.options.n_theta);
    }
    for (const AngleTerm& t : problem.angles) {
        w.put(t.centre), w.put_all(t.target);
        for (const auto& [pair, r] : t.cutoffs) w.put(pair.first), w.put(pair.second), w.put(r);
    }
    for (const auto& [pair, r] : problem.cutoffs) w.put(pair.first), w.put(pair.second), w.put(r);
    if (problem.energy.eam) {
        const EamTables& t = *problem.energy.eam;
        for (const auto* all : {&t.embedding, &t.density, &t.pair})
            for (const auto& f : *all) w.put_all(f);
    }
    if (problem.energy.local) w.put_text(problem.energy.local->description());
    if (model) w.put_text(model->description()), w.put(problem.energy.inner);
    const Moves& m = problem.moves;
    w.put(m.step), w.put(m.step_low), w.put(m.step_high), w.put(m.acceptance);
    for (const auto& group : m.groups) w.put_all(group);
    w.put(problem.stop_r2), w.put(key);
    w.put(cell.cell().h), w.put_all(start.numbers);
    return sha256(w.bytes);
}

std::string Chain::State::save() const {
    Writer w;
    w.put_text(checkpoint_magic);
    w.put_text(digest());
    w.put(tally);
    w.put_all(places.all());
    w.put(is_entered);
    w.put(data->since_sync());
    const bool has_values = is_entered && data->is_on();
    w.put(has_values);
    if (has_values) {
        put_values(w, data->values());
        put_fluctuation(w, data->microscopy());
    }
    w.put(block.has_energy), w.put(block.model_energy);
    w.put(block.left);
    if (block.left > 0) {
        w.put(block.cheap_energy), w.put(block.since_sync), w.put(block.tally);
        w.put_all(block.places);
        if (has_values) put_values(w, block.values);
    }
    w.put(crc32c(w.bytes));
    return w.bytes;
}

void Chain::State::restore(std::string_view bytes) {
    std::uint32_t sum = 0;
    if (bytes.size() < sizeof sum) fail_checkpoint("is cut short");
    const std::string_view body = bytes.substr(0, bytes.size() - sizeof sum);
    std::memcpy(&sum, bytes.data() + body.size(), sizeof sum);
    if (crc32c(body) != sum) fail_checkpoint("is damaged");
    Reader r(body);
    if (r.text() != checkpoint_magic) fail_checkpoint("is of another version of the program");
    if (r.text() != digest()) fail_checkpoint("belongs to another problem");
    r.get(tally);
    std::vector<Place> at;
    r.get_all(at);
    if (at.size() != places.size()) fail_checkpoint("has another number of atoms");
    r.get(is_entered);
    std::int64_t since_sync = 0;
    r.get(since_sync);
    bool has_values = false;
    r.get(has_values);
    if (is_entered && !has_ended()) renew_settings();
    places = Places(cell, at);
    if (energy) energy->refresh(data->counter(), places);
    is_stale = true;
    if (has_values) {
        data->refresh(places);
        auto values = data->values();
        get_values(r, values);
        get_fluctuation(r, data->microscopy(), places.size());
        data->resume(values, since_sync);
        is_stale = false;
    }
    r.get(block.has_energy), r.get(block.model_energy), r.get(block.left);
    block.accepted.clear();
    block.is_complete = block.left == 0;
    if (block.left > 0) {
        r.get(block.cheap_energy), r.get(block.since_sync), r.get(block.tally);
        r.get_all(block.places);
        block.values = data->values();
        if (has_values) get_values(r, block.values);
    }
    if (!r.is_done()) fail_checkpoint("is longer than it should be");
}

}  // namespace crucible::rmc
