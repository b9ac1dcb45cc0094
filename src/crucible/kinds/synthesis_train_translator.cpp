// synthesis.train-translator: a net that writes the reactants of a product.

#include <fmt/format.h>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/measurement.hpp"
#include "crucible/chem/reading.hpp"
#include "crucible/data/json.hpp"
#include "crucible/data/table.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/translator_names.hpp"
#include "crucible/learn/translator_training.hpp"
#include "crucible/study/step_run.hpp"
#include "crucible/synthesis/translator_pairs.hpp"

namespace crucible::learn {

static std::span<const Name> names(TranslatorKind) {
    static constexpr Name all[] = {
        {"memory", "long short-term memory with attention (Liu et al. 2017)"},
        {"transformer", "attention alone (Vaswani et al. 2017)"}};
    return all;
}

}  // namespace crucible::learn

namespace crucible::synthesis {

static std::span<const Name> names(TokenLevel) {
    static constexpr Name all[] = {{"character", "each character"},
                                   {"atom", "atoms are whole: Cl, Br, [C@@H]"}};
    return all;
}
static std::span<const Name> names(SourceWay) {
    static constexpr Name all[] = {{"forward", "as it is written"}, {"reversed", "from its end"}};
    return all;
}
static std::span<const Name> names(TargetWriting) {
    static constexpr Name all[] = {
        {"canonical", "canonical SMILES, in the order of the alphabet"},
        {"aligned", "each from the atom where it looks most like a part of the product"}};
    return all;
}

}  // namespace crucible::synthesis

namespace crucible {
namespace {

constexpr const char* translator_file = "translator.model";

/// What a training came to.
struct TranslatorFit {
    std::vector<learn::TranslatorEpoch> curve;
    learn::TranslatorCheck check;
    double pairs = 0, unread = 0, too_long = 0, parameters = 0, seconds = 0, writing_seconds = 0;

    std::string encode() const;
    static TranslatorFit decode(std::string_view);
};

std::string TranslatorFit::encode() const {
    Value v, lines = Value::make_list();
    for (const auto& e : curve)
        lines.push(list_of({static_cast<double>(e.epoch), e.loss, e.seconds}));
    v.set("curve", std::move(lines));
    v.set("check", list_of({check.loss, check.right_token, check.right_whole}));
    v.set("counts", list_of({pairs, unread, too_long, parameters, seconds, writing_seconds}));
    return to_json(v);
}

TranslatorFit TranslatorFit::decode(std::string_view record) {
    const Value v = parse_json(record, "item");
    TranslatorFit f;
    for (const Value& line : v["curve"].list) {
        const auto n = numbers_in(line);
        if (n.size() == 3) f.curve.push_back({static_cast<int>(n[0]), n[1], n[2]});
    }
    const auto c = numbers_in(v["check"]), n = numbers_in(v["counts"]);
    if (c.size() != 3 || n.size() != 6)
        throw InputError("E-json", "a record of a trained net is damaged", "run the step again");
    f.check = {c[0], c[1], c[2]};
    f.pairs = n[0], f.unread = n[1], f.too_long = n[2], f.parameters = n[3], f.seconds = n[4],
    f.writing_seconds = n[5];
    return f;
}

struct SynthesisTrainTranslator {
    Ref<Artefact::table> reactions, held_out;
    Ref<Artefact::model> start;
    learn::TranslatorKind net = learn::TranslatorKind::transformer;
    synthesis::TokenLevel tokens = synthesis::TokenLevel::atom;
    synthesis::SourceWay source = synthesis::SourceWay::forward;
    synthesis::TargetWriting target = synthesis::TargetWriting::aligned;
    synthesis::ProductWriting way = synthesis::ProductWriting::random;
    Flag classes = Flag::off;
    int width = 128, encoder_layers = 3, decoder_layers = 3, heads = 8, inner = 512,
        attention = 128, longest = 140, augmented = 0, most = 0, epochs = 20, batch_tokens = 4096,
        threads = 1;
    Time time{0};
    double rate = 1e-3, dropout = 0.1, smoothing = 0, warm_up = 1000, untold = 0;
    std::string part, held_out_part;

    void describe(Fields& f) {
        f("reactions", reactions, "Reactions to learn from").required("train.csv.gz").positional();
        f("held_out", held_out, "Reactions that are only asked about, to see what was learned");
        f("start", start,
          "A translator that is trained further: its weights, sizes and vocabulary stand for those "
          "that are given here");
        f("part", part, "Only reactions with this in a column `split`; none: all");
        f("held_out_part", held_out_part, "The same for those that are held out");
        f("most", most, "Only so many of the reactions; 0: all").within(0, 1e9);
        f("net", net, "What kind of net");
        f("tokens", tokens, "What one token is");
        f("source", source, "How the product is read");
        f("target", target, "How reactants are written for the net; answers may be written anyhow");
        f("classes", classes, "Whether the class of the reaction is told before the product");
        f("untold", untold,
          "Share of reactions whose class is not told in an epoch, so that the net can do without")
            .within(0, 1);
        f("augmented", augmented,
          "Writings of each product that are learned from besides the canonical one, one in each "
          "epoch")
            .within(0, 1000);
        f("way", way, "How products are written besides their canonical SMILES");
        f("width", width, "Width of embedding and hidden layers").within(16, 4096);
        f("encoder_layers", encoder_layers, "Layers that read").within(1, 16);
        f("decoder_layers", decoder_layers, "Layers that write").within(1, 16);
        f("heads", heads, "Heads of a transformer's attention; 16 numbers or more each")
            .within(1, 64);
        f("inner", inner, "Width between the halves of a transformer's layer").within(16, 8192);
        f("attention", attention, "Width of the attention of a memory").within(16, 4096);
        f("longest", longest,
          "Most tokens of a product or of its reactants; longer ones are left "
          "out")
            .within(5, 2000);
        describe_schedule(f);
        f.preset("liu2017",
                 "The net of doi:10.1021/acscentsci.7b00303: 2 + 4 layers of 512, classes told",
                 "net = 'memory'\ntokens = 'character'\nsource = 'reversed'\ntarget = "
                 "'canonical'\nclasses = 'on'\nwidth = 512\nattention = 512\nencoder_layers = "
                 "2\ndecoder_layers = 4\nrate = 1e-4\nwarm_up = 0\ndropout = 0.2");
        f.preset("memory", "A small net with memory: one layer of 256 on each side",
                 "net = 'memory'\nwidth = 256\nencoder_layers = 1\ndecoder_layers = 1\nrate = "
                 "2e-3");
        f.preset("large", "A transformer of 7 million weights, for a graphics processor",
                 "width = 256\ninner = 1024\nencoder_layers = 4\ndecoder_layers = 4\naugmented = "
                 "20\nepochs = 200\nwarm_up = 8000\nbatch_tokens = 16384");
        f.example("crucible synthesis train-translator train.csv.gz --run translator");
        describe_outputs(f);
    }

    void describe_schedule(Fields& f) {
        f("epochs", epochs, "Times that every reaction is learned from").within(1, 100000);
        f("time", time,
          "CPU time after which the learning rate has fallen to nothing, whatever the epochs say; "
          "0: no limit. With a limit, results depend on the machine's speed")
            .in("s")
            .within(0, 1e8);
        f("batch_tokens", batch_tokens, "Most tokens of the targets of a step").within(16, 1e6);
        f("rate", rate, "Highest learning rate of Adam; it falls along half a cosine")
            .within(1e-8, 1);
        f("warm_up", warm_up, "Steps in which the rate rises to that").within(0, 1e6);
        f("dropout", dropout, "Share of numbers that are left out of a step").within(0, 0.95);
        f("smoothing", smoothing, "Share of the expected probability that all tokens share")
            .within(0, 0.5);
        f("threads", threads, "Threads of the mathematics; another number rounds otherwise")
            .within(1, 256);
    }

    static void describe_outputs(Fields& f) {
        f.makes(Artefact::model, "translator", translator_file, "The net with its vocabulary");
        f.makes(Artefact::table, "curve", "curve.csv", "Loss of each epoch");
        f.gives("reactions", "", "Reactions that were learned from");
        f.gives("unread", "", "Left out: something is no molecule");
        f.gives("too-long", "", "Left out: longer than `longest`");
        f.gives("parameters", "", "Weights of the net");
        f.gives("loss", "", "Mean -log p of a token in the last epoch");
        f.gives("held-out-loss", "", "The same of reactions that were held out");
        f.gives("held-out-tokens", "",
                "Tokens of these that are the likeliest, given those before");
        f.gives("held-out-whole", "", "Reactions of these all of whose tokens are");
        f.gives("seconds", "s", "CPU time of the training");
        f.gives("writing", "s", "CPU time of writing and aligning molecules before it");
        f.figure({.id = "learning",
                  .form = "line",
                  .table = "curve",
                  .x = "epoch",
                  .y = "loss",
                  .title = "Learning.",
                  .caption = "Mean -log p of a token while the weights moved."});
    }

    learn::TranslatorShape shape(std::uint32_t words) const {
        const auto size = [](int n) { return static_cast<std::uint32_t>(n); };
        return {net,   words,       size(width),    encoder_layers, decoder_layers,
                heads, size(inner), size(attention)};
    }

    learn::TranslatorTrainingSettings settings(std::uint64_t seed) const {
        learn::TranslatorTrainingSettings s;
        s.epochs = epochs;
        s.most_seconds = from_internal(time.value, "s");
        s.batch_tokens = static_cast<std::size_t>(batch_tokens);
        s.rate = rate, s.warm_up = warm_up, s.dropout = dropout, s.smoothing = smoothing;
        s.seed = seed;
        return s;
    }

    /// Those of one part of a table that has several.
    static std::vector<chem::ReactionRecord> records(
        const std::vector<std::filesystem::path>& files, const std::string& wanted) {
        auto all = chem::read_reactions(files).records;
        if (!wanted.empty())
            std::erase_if(all, [&](const chem::ReactionRecord& r) { return r.part != wanted; });
        return all;
    }

    synthesis::WrittenReactions written(std::span<const chem::ReactionRecord> all,
                                        std::uint32_t round, const RunContext& context) const {
        synthesis::WritingSettings s;
        s.target = target;
        s.longest = static_cast<std::size_t>(longest);
        s.round = round;
        s.way = way;
        s.seed = context.seed();
        s.threads = threads;
        return synthesis::written_reactions(all, s, [&](double) { return !context.stopping(); });
    }

    struct Untrained {
        learn::TranslatorShape shape;
        synthesis::TranslatorText text;
        std::vector<float> weights;
    };
    Untrained first_net(std::span<const synthesis::WrittenReaction> reactions_written,
                        Worker& worker) const {
        if (!start.text.empty()) {
            const auto old = synthesis::Translator::open(worker.open(start).at(0));
            const auto w = old.net().parameters();
            return {old.net().shape(), old.text(), {w.begin(), w.end()}};
        }
        std::vector<std::string> texts;
        for (const auto& r : reactions_written) texts.insert(texts.end(), {r.product, r.reactants});
        const synthesis::TranslatorText text{
            synthesis::Vocabulary::of(texts, tokens), source,
            classes == Flag::on ? synthesis::ClassToken::first : synthesis::ClassToken::absent};
        const auto s = shape(text.vocabulary.size());
        return {s, text, learn::first_weights(s, worker.context().seed())};
    }

    std::string work(std::int64_t item, Worker& worker) const {
        const RunContext& context = worker.context();
        TranslatorFit fit;
        const double begin = process_cpu_seconds();
        auto all = records(worker.open(reactions), part);
        if (most > 0 && all.size() > static_cast<std::size_t>(most))
            all.resize(static_cast<std::size_t>(most));
        const auto first = written(all, 0, context);
        if (first.reactions.empty())
            throw InputError("E-translator-training", "there is no reaction to learn from",
                             "give a table with columns product and reactants");
        fit.unread = static_cast<double>(first.unread);
        fit.too_long = static_cast<double>(first.too_long);
        fit.pairs = static_cast<double>(first.reactions.size());
        Untrained begun = first_net(first.reactions, worker);
        const synthesis::TranslatorText& text = begun.text;
        std::vector<learn::TranslationPair> pairs = translation_pairs(first.reactions, text);
        fit.writing_seconds = process_cpu_seconds() - begin;

        const auto given = [&](int epoch) -> const std::vector<learn::TranslationPair>& {
            const auto round = static_cast<std::uint32_t>(epoch % (augmented + 1));
            pairs = translation_pairs(
                round > 0 ? written(all, round, context).reactions : first.reactions, text);
            leave_classes_out(pairs, text, context.seed(), epoch);
            return pairs;
        };
        const learn::TranslatorShape& s = begun.shape;
        const auto peer = need_plugin("nn").find(learn::torch_translator)({s, threads});
        std::vector<float>& weights = begun.weights;
        fit.parameters = static_cast<double>(weights.size());
        context.log(fmt::format("{} reactions, {} tokens, {} parameters, on {}", pairs.size(),
                                s.tokens, weights.size(), peer->device()));
        learn::TranslatorTraining training(*peer, weights, given, settings(context.seed()));
        run_to_end(training, worker, item);
        fit.curve = training.curve();
        fit.seconds = training.seconds();
        if (!held_out.text.empty()) {
            const auto asked = written(records(worker.open(held_out), held_out_part), 0, context);
            fit.check =
                learn::check_translator(*peer, weights, translation_pairs(asked.reactions, text),
                                        s.tokens, static_cast<std::size_t>(batch_tokens));
        }
        leave(worker, item, s, weights, text, fit);
        return fit.encode();
    }

    void leave_classes_out(std::vector<learn::TranslationPair>& pairs,
                           const synthesis::TranslatorText& text, std::uint64_t seed,
                           int epoch) const {
        if (pairs.empty() || untold <= 0 || text.classes == synthesis::ClassToken::absent) return;
        RandomStream random(seed, StreamId::text_batches, 2, static_cast<std::uint32_t>(epoch));
        for (learn::TranslationPair& p : pairs)
            if (random.uniform() < untold) p.source[0] = synthesis::Vocabulary::class_token(0);
    }

    void leave(Worker& worker, std::int64_t item, const learn::TranslatorShape& s,
               const std::vector<float>& weights, const synthesis::TranslatorText& text,
               const TranslatorFit& fit) const {
        Value how;
        how.set("seed", static_cast<std::int64_t>(worker.context().seed()));
        how.set("reactions", fit.pairs);
        how.set("epochs", static_cast<std::int64_t>(fit.curve.size()));
        make_directories(worker.folder(item));
        write_atomic(worker.folder(item) / translator_file,
                     synthesis::translator_bytes(s, weights, text, how));
    }

    static void run_to_end(learn::TranslatorTraining& training, Worker& worker, std::int64_t item) {
        const RunContext& context = worker.context();
        Checkpoint checkpoint = worker.checkpoint(item, {.seconds = 60, .fraction = 0.02});
        if (const auto saved = checkpoint.load()) training.restore(*saved);
        training.run([&] {
            context.progress(training.progress(), 1, "net");
            context.metric("loss", training.recent_loss(), "");
            if (checkpoint.due() || context.stopping()) checkpoint.save(training.save());
            return !context.stopping();
        });
        if (!training.is_done()) throw Stopped{};
    }

    void run(StepRun& r) const {
        need_plugin("nn");
        check(shape(1000));
        r.items(1);
        TranslatorFit fit;
        r.each([&](std::int64_t, std::string_view record) { fit = TranslatorFit::decode(record); });
        r.make("translator", read_file(r.directory() / "ckpt" / "folder-0" / translator_file));
        Table curve;
        const auto column = [&](const char* name, auto&& value) {
            auto& numbers = curve.add_numbers(name);
            for (const auto& e : fit.curve) numbers.push_back(value(e));
        };
        column("epoch", [](const auto& e) { return static_cast<double>(e.epoch); });
        column("loss", [](const auto& e) { return e.loss; });
        column("seconds", [](const auto& e) { return e.seconds; });
        r.make("curve", to_csv(curve));
        r.row(Row::number("reactions", fit.pairs, ""));
        r.row(Row::number("unread", fit.unread, ""));
        r.row(Row::number("too-long", fit.too_long, ""));
        r.row(Row::number("parameters", fit.parameters, ""));
        if (!fit.curve.empty()) r.row(Row::number("loss", fit.curve.back().loss, ""));
        if (!held_out.text.empty()) {
            r.row(Row::number("held-out-loss", fit.check.loss, ""));
            r.row(Row::number("held-out-tokens", fit.check.right_token, ""));
            r.row(Row::number("held-out-whole", fit.check.right_whole, ""));
        }
        r.row(Row::number("seconds", fit.seconds, "s"));
        r.row(Row::number("writing", fit.writing_seconds, "s"));
    }
};

}  // namespace

void register_synthesis_train_translator(Registry& r) {
    r.add<SynthesisTrainTranslator>("synthesis.train-translator", {1},
                                    "Train a net that writes the reactants of a product");
}

}  // namespace crucible
