// Decoders that misbehave: what one file does to its decoder is told in one line and does not touch
// the next file.

#include <doctest/doctest.h>

#include <cstdlib>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/volume/dicom_write.hpp"
#include "crucible/volume/source.hpp"
#include "tests/temporary.hpp"
#include "tests/volume/decoder.hpp"

using namespace crucible;
using namespace crucible::volume;

namespace {

/// A shell script in the decoder's place, for as long as this lives.
class FakeDecoder {
public:
    FakeDecoder(const Temporary& dir, const std::string& script) {
        has_decoder();
        if (const char* real = std::getenv("CRUCIBLE_DECODE")) real_ = real;
        const auto path = dir / "decoder.sh";
        write_file(path, "#!/bin/sh\n" + script);
        std::filesystem::permissions(path, std::filesystem::perms::owner_all);
        ::setenv("CRUCIBLE_DECODE", path.c_str(), 1);
    }
    ~FakeDecoder() {
        if (real_.empty())
            ::unsetenv("CRUCIBLE_DECODE");
        else
            ::setenv("CRUCIBLE_DECODE", real_.c_str(), 1);
    }

private:
    std::string real_;
};

std::string refusal_of(DecoderClient& client, const std::string& file) {
    try {
        client.ask({DecodeWhat::voxels_dicom, file, 0, 1 << 20});
    } catch (const InputError& e) {
        return e.what();
    }
    return "";
}

bool speaks_of(const std::string& text, const char* words) { return text.find(words) != text.npos; }

}  // namespace

TEST_CASE("a decoder that ends, or talks nonsense, costs one line with the file's name") {
    const Temporary dir;
    {
        const FakeDecoder fake(dir, "exit 3\n");
        DecoderClient client(1);
        const std::string line = refusal_of(client, "one.dcm");
        CHECK(speaks_of(line, "one.dcm: this file ended its decoder (exit code 3)"));
        CHECK(speaks_of(line, "E-volume-decode"));
        CHECK(speaks_of(refusal_of(client, "two.dcm"), "two.dcm"));
    }
    {
        const FakeDecoder fake(dir, "kill -SEGV $$\n");
        DecoderClient client(1);
        CHECK(speaks_of(refusal_of(client, "one.dcm"), "signal 11"));
    }
    {
        const FakeDecoder fake(dir, "printf 'xxxxxxxxxxxxxxxxxxxxxx'; cat > /dev/null\n");
        DecoderClient client(1);
        CHECK(speaks_of(refusal_of(client, "one.dcm"), "makes no sense"));
    }
    {  // 2^40 bytes of voxels
        const FakeDecoder fake(dir,
                               "printf '+\\0\\0\\0\\0\\0\\0\\0\\0\\0\\1\\0\\0'; cat > /dev/null\n");
        DecoderClient client(1);
        CHECK(speaks_of(refusal_of(client, "one.dcm"), "makes no sense"));
    }
    {  // fewer bytes than promised
        const FakeDecoder fake(dir, "printf '+\\0\\0\\0\\0\\7\\0\\0\\0\\0\\0\\0\\0abc'\n");
        DecoderClient client(1);
        CHECK(speaks_of(refusal_of(client, "one.dcm"), "ended its decoder"));
    }
    {  // less of a text than promised
        const FakeDecoder fake(dir, "printf -- '-\\7\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0abc'\n");
        DecoderClient client(1);
        CHECK(speaks_of(refusal_of(client, "one.dcm"), "ended its decoder"));
    }
}

TEST_CASE("answers and requests beyond all measure are refused before they are taken") {
    const DecodeRequest request{DecodeWhat::voxels_dicom, "one.dcm", 0, 1 << 20};
    const auto head = [&](const std::string& start) {
        return start + std::string(decode_answer_head - start.size(), '\0');
    };
    CHECK(parse_decode_head(head(std::string("-\0\0\0\4", 5)), request).text ==
          decode_longest_text);
    CHECK_THROWS_WITH_AS(parse_decode_head(head(std::string("-\1\0\0\4", 5)), request),
                         doctest::Contains("one.dcm: the decoder's answer makes no sense"),
                         InputError);
    const Temporary dir;
    const FakeDecoder fake(dir, "exit 3\n");
    DecoderClient client(1);
    CHECK(speaks_of(refusal_of(client, std::string(decode_longest_path, 'p')),
                    "its path is too long; move it"));
}

TEST_CASE("a decoder that was left out names its package") {
    const Temporary dir;
    const FakeDecoder fake(dir, "printf '?\\13\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0libgdcm-dev'\n");
    DecoderClient client(1);
    std::string line;
    try {
        client.ask({DecodeWhat::describe_dicom, "one.dcm"});
    } catch (const NotBuiltError& e) {
        line = e.what();
    }
    CHECK(speaks_of(line, "install libgdcm-dev"));
    ::setenv("CRUCIBLE_DECODE", "", 1);
    CHECK_THROWS_AS(DecoderClient(1), NotBuiltError);
}

TEST_CASE("requests behind a file that ended the decoder are answered") {
    REQUIRE_DECODER();
    const Temporary dir;
    CtVolume v(Grid{2, 3, 4});
    write_dicom_series(*as_source(v), dir / "slices", 1);
    const std::string real = find_decoder().string(), flag = (dir / "flag").string();
    const FakeDecoder fake(dir, "if [ -e " + flag + " ]; then exec " + real + " \"$@\"; fi\n" +
                                    ": > " + flag + "\nkill -KILL $$\n");
    DecoderClient client(1 << 20);
    for (int slice = 1; slice <= 2; ++slice)
        client.send({DecodeWhat::describe_dicom,
                     (dir / "slices").string() + "/slice-000" + std::to_string(slice) + ".dcm"});
    CHECK_THROWS_AS(client.receive(), InputError);
    CHECK(client.waiting() == 1);
    CHECK(client.receive().state == DecodeState::good);
}
