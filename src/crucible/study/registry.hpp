#pragma once
// Step types: a described struct with `run`, and `work` if it has items, reduced to pointers.

#include <any>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "crucible/base/describe.hpp"
#include "crucible/base/run_context.hpp"
#include "crucible/base/value.hpp"
#include "crucible/study/checkpoint.hpp"

namespace crucible {

class StepRun;

/// What `work` has at hand in a worker process.
class Worker {
public:
    using Resolver =
        std::function<std::vector<std::filesystem::path>(const std::string& reference)>;
    Worker(RunContext context, Resolver resolve, std::filesystem::path step_directory,
           std::string key)
        : context_(std::move(context)),
          resolve_(std::move(resolve)),
          step_directory_(std::move(step_directory)),
          key_(std::move(key)) {}

    const RunContext& context() const { return context_; }
    template <Artefact A>
    std::vector<std::filesystem::path> open(const Ref<A>& r) const {
        return resolve_(r.text);
    }
    /// For an item that takes minutes: kept until its step is done.
    Checkpoint checkpoint(std::int64_t item, CheckpointPolicy policy = {}) const {
        return {step_directory_ / "ckpt" / ("item-" + std::to_string(item)), key_, policy};
    }
    /// A folder of an item's own, for what it must find again when it is resumed; same lifetime.
    std::filesystem::path folder(std::int64_t item) const {
        return step_directory_ / "ckpt" / ("folder-" + std::to_string(item));
    }
    /// Where an item shows what it has so far (study/preview.hpp); gone when its step is done.
    std::filesystem::path preview(std::string_view name, std::int64_t item) const {
        return step_directory_ / "preview" /
               (std::string(name) + "." + std::to_string(item) + ".csv");
    }
    /// What `make()` returns, made once per worker: models, tables.
    template <class Make>
    auto& once(Make&& make) {
        using T = std::decay_t<decltype(make())>;
        if (!kept_) kept_ = std::static_pointer_cast<void>(std::make_shared<T>(make()));
        return *static_cast<T*>(kept_.get());
    }

private:
    RunContext context_;
    Resolver resolve_;
    std::filesystem::path step_directory_;
    std::string key_;
    std::shared_ptr<void> kept_;
};

struct StepType {
    std::string name;           ///< "polymorphs.search"
    std::vector<int> versions;  ///< the step's, then those of the science it leans on
    std::string sentence;
    std::shared_ptr<void> (*create)();
    void (*describe)(void*, Fields&);
    void (*run)(const void*, StepRun&);
    std::string (*work)(const void*, std::int64_t item, Worker&);  ///< nullptr without items
    /// What the step is expected to cost, in words, before anything was run; nullptr or "" where
    /// nobody knows.
    std::string (*forecast)(const void*) = nullptr;
    /// Throws what is wrong with settings taken together, and with the files they name (relative to
    /// `directory`), as far as no result of another step is needed to know; nullptr: nothing.
    void (*check)(const void*, const std::filesystem::path& directory) = nullptr;
    /// Settings that a file holds which `written` names, to be taken before those in `written`;
    /// nullptr where there is no such file. Paths are relative to `directory`.
    Value (*settings_before)(const Value& written,
                             const std::filesystem::path& directory) = nullptr;
};

class Registry {
public:
    template <class T>
    void add(std::string name, std::vector<int> versions, std::string sentence) {
        StepType t{std::move(name),
                   std::move(versions),
                   std::move(sentence),
                   []() -> std::shared_ptr<void> { return std::make_shared<T>(); },
                   [](void* p, Fields& f) { static_cast<T*>(p)->describe(f); },
                   [](const void* p, StepRun& r) { static_cast<const T*>(p)->run(r); },
                   nullptr};
        if constexpr (requires(const T& s, std::int64_t i, Worker& w) { s.work(i, w); })
            t.work = [](const void* p, std::int64_t i, Worker& w) -> std::string {
                return static_cast<const T*>(p)->work(i, w);
            };
        if constexpr (requires(const T& s) { s.forecast(); })
            t.forecast = [](const void* p) -> std::string {
                return static_cast<const T*>(p)->forecast();
            };
        if constexpr (requires(const T& s) { s.check(std::filesystem::path()); })
            t.check = [](const void* p, const std::filesystem::path& directory) {
                static_cast<const T*>(p)->check(directory);
            };
        if constexpr (requires(const Value& v) { T::settings_before(v, std::filesystem::path()); })
            t.settings_before = &T::settings_before;
        add(std::move(t));
    }
    void add(StepType);
    const StepType* find(std::string_view name) const;
    const std::vector<StepType>& all() const { return types_; }
    std::vector<std::string> names() const;

private:
    std::vector<StepType> types_;
};

}  // namespace crucible
