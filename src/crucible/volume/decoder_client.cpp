#include "crucible/volume/decoder_client.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <cstring>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/parallel/ranked_program.hpp"

namespace crucible::volume {
namespace {

constexpr const char* decode_cure =
    "take it out of the folder or export it again from the scanner or archive";

}  // namespace

std::filesystem::path find_decoder() {
    return program_beside("crucible-decode", "CRUCIBLE_DECODE");
}

DecodeHead parse_decode_head(std::string_view bytes, const DecodeRequest& request) {
    CRUCIBLE_ASSERT(bytes.size() == decode_answer_head);
    DecodeHead h;
    h.state = static_cast<DecodeState>(bytes[0]);
    std::memcpy(&h.text, bytes.data() + 1, sizeof h.text);
    std::memcpy(&h.voxels, bytes.data() + 5, sizeof h.voxels);
    const bool is_known = h.state == DecodeState::good || h.state == DecodeState::refused ||
                          h.state == DecodeState::no_image || h.state == DecodeState::not_built;
    const std::uint64_t most = h.state == DecodeState::good ? request.most_voxels : 0;
    if (!is_known || h.text > decode_longest_text || h.voxels > most)
        throw InputError("E-volume-decode", "the decoder's answer makes no sense", decode_cure,
                         {request.file});
    return h;
}

DecoderClient::DecoderClient(std::uint64_t longest_file)
    : program_(find_decoder()), memory_(decode_memory(longest_file)) {
    if (program_.empty())
        throw NotBuiltError("E-volume-decoder",
                            "DICOM and TIFF are read by crucible-decode, which is not here",
                            "install libgdcm-dev and libtiff-dev and run ./dev build");
}

DecoderClient::~DecoderClient() { end(); }

void DecoderClient::start() {
    child_ = spawn_child({program_.string(), std::to_string(memory_)});
    child_.close_stderr();
    // Wider pipes spare changes from one process to the other; narrow ones do, too.
    ::fcntl(child_.out, F_SETPIPE_SZ, 1 << 20);
}

void DecoderClient::end() {
    if (child_.pid < 0) return;
    child_.close_stdin();
    child_.kill();
    child_.wait();
    child_.close_stdout();
}

void DecoderClient::write(const DecodeRequest& r) {
    const auto length = static_cast<std::uint32_t>(1 + 4 + r.file.size());
    std::string bytes(4, '\0');
    std::memcpy(bytes.data(), &length, 4);
    bytes += static_cast<char>(r.what);
    bytes.append(reinterpret_cast<const char*>(&r.index), 4);
    bytes += r.file;
    child_.write_stdin(bytes);  // a child that is gone is noticed by its silence
}

void DecoderClient::send(DecodeRequest r) {
    if (r.file.size() + 16 > decode_longest_path)
        throw InputError("E-volume-decode", "its path is too long", "move it", {r.file});
    if (child_.pid < 0) start();
    write(r);
    requests_.push_back(std::move(r));
}

bool DecoderClient::read(std::string& to, std::size_t bytes) {
    return child_.read_stdout(to, bytes, decode_seconds);
}

void DecoderClient::give_up_on(const std::string& file, const std::string& how) {
    requests_.pop_front();
    end();
    if (!requests_.empty()) {
        start();
        for (const DecodeRequest& r : requests_) write(r);
    }
    throw InputError("E-volume-decode", fmt::format("this file ended its decoder ({})", how),
                     decode_cure, {file});
}

DecodeAnswer DecoderClient::receive() {
    CRUCIBLE_ASSERT(!requests_.empty());
    const DecodeRequest request = requests_.front();
    std::string head;
    DecodeAnswer a;
    bool is_whole = read(head, decode_answer_head);
    if (is_whole) {
        DecodeHead h;
        try {
            h = parse_decode_head(head, request);
        } catch (const InputError& e) {
            give_up_on(request.file, e.message());
        }
        a.state = h.state;
        is_whole = read(a.text, h.text) && read(a.voxels, h.voxels);
    }
    if (!is_whole) {
        // One that still runs was too slow.
        child_.kill();
        const std::string how = child_.wait();
        child_.close_stdout();
        give_up_on(request.file, how);
    }
    requests_.pop_front();
    if (a.state == DecodeState::not_built)
        throw NotBuiltError("E-volume-decoder", "this build has no decoder for such files",
                            fmt::format("install {} and run ./dev build", a.text), {request.file});
    if (a.state == DecodeState::refused)
        throw InputError("E-volume-decode", a.text, decode_cure, {request.file});
    return a;
}

}  // namespace crucible::volume
