#include "crucible/base/files.hpp"

#include <doctest/doctest.h>

#include "crucible/base/error.hpp"
#include "crucible/base/hash.hpp"
#include "crucible/base/value.hpp"
#include "tests/temporary.hpp"

using namespace crucible;

TEST_CASE("SHA-256 and CRC-32C give the published values") {
    // FIPS 180-4 examples; RFC 3720 appendix B.4.
    CHECK(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    CHECK(sha256(std::string(1000000, 'a')) ==
          "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    CHECK(crc32c("123456789") == 0xE3069283u);
    CHECK(crc32c(std::string(32, '\0')) == 0x8A9136AAu);
    Sha256 h;  // in pieces across block borders
    for (int i = 0; i < 1000; ++i) h.update(std::string(1000, 'a'));
    CHECK(h.hex() == sha256(std::string(1000000, 'a')));
}

TEST_CASE("files are written whole, read back, gzip by content") {
    const Temporary dir;
    write_atomic(dir / "a", "one");
    write_atomic(dir / "a", "two");
    CHECK(read_file(dir / "a") == "two");
    CHECK(std::distance(std::filesystem::directory_iterator(dir.path()), {}) == 1);
    const std::string big(100000, 'x');
    write_file(dir / "b.gz", big);
    CHECK(std::filesystem::file_size(dir / "b.gz") < 1000);
    CHECK(read_file(dir / "b.gz") == big);
    CHECK_THROWS_AS(read_file(dir / "b.gz", 1000), ResourceError);
    CHECK_THROWS_AS(read_file(dir / "missing"), IoError);
    const std::string damaged = gzip(big).substr(0, 60);
    write_atomic(dir / "c.gz", damaged);
    CHECK_THROWS_AS(read_file(dir / "c.gz"), IoError);
}

TEST_CASE("documents keep order, canonical JSON sorts, text is escaped") {
    Value v;
    v.set("b", 0.1), v.set("a", "x<\n\"");
    CHECK(to_json(v) == "{\"b\":0.1,\"a\":\"x\\u003c\\n\\\"\"}");
    CHECK(to_json(v, JsonStyle::canonical) == "{\"a\":\"x\\u003c\\n\\\"\",\"b\":0.1}");
}
