#pragma once
// crucible-decode, started and spoken to: files that strangers wrote are opened there, under limits
// of memory and time, and a file that ends it costs one clear line.

#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "crucible/parallel/child_process.hpp"
#include "crucible/volume/decode_protocol.hpp"

namespace crucible::volume {

struct DecodeRequest {
    DecodeWhat what = DecodeWhat::describe_dicom;
    std::string file;
    std::uint32_t index = 0;        ///< frame or page
    std::uint64_t most_voxels = 0;  ///< bytes that the answer may have at most
};

struct DecodeAnswer {
    DecodeState state = DecodeState::good;
    std::string text, voxels;
};

/// The head of an answer, checked: lengths beyond what may come are refused. Throws InputError
/// (E-volume-decode).
struct DecodeHead {
    DecodeState state{};
    std::uint32_t text = 0;
    std::uint64_t voxels = 0;
};
DecodeHead parse_decode_head(std::string_view bytes, const DecodeRequest&);

/// One child process. Several requests may be under way: `send` each, then `receive` in order.
class DecoderClient {
public:
    /// `longest_file` in bytes bounds the memory of the child. Throws NotBuiltError
    /// (E-volume-decoder) where the program is not there.
    explicit DecoderClient(std::uint64_t longest_file);
    ~DecoderClient();
    DecoderClient(const DecoderClient&) = delete;
    DecoderClient& operator=(const DecoderClient&) = delete;

    void send(DecodeRequest);
    /// The answer to the oldest request; states good and no_image come back. Throws InputError
    /// (E-volume-decode) naming a file that was refused or that ended the child, which is started
    /// anew for the requests behind it; NotBuiltError for a decoder that was left out.
    DecodeAnswer receive();
    DecodeAnswer ask(DecodeRequest r) {
        send(std::move(r));
        return receive();
    }
    std::size_t waiting() const { return requests_.size(); }

private:
    void start();
    void end();
    void write(const DecodeRequest&);
    /// False once the child has closed its stream, or time is over.
    bool read(std::string& to, std::size_t bytes);
    [[noreturn]] void give_up_on(const std::string& file, const std::string& how);

    std::filesystem::path program_;
    std::uint64_t memory_;
    ChildProcess child_;
    std::deque<DecodeRequest> requests_;
};

/// The program beside this one, or what CRUCIBLE_DECODE names; "" without either.
std::filesystem::path find_decoder();

}  // namespace crucible::volume
