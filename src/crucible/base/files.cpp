#include "crucible/base/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <zlib.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "crucible/base/error.hpp"
#include "crucible/base/failpoint.hpp"
#include "crucible/base/text.hpp"

namespace crucible {
namespace {

/// A descriptor that closes itself.
struct Descriptor {
    int fd;
    ~Descriptor() {
        if (fd >= 0) ::close(fd);
    }
};

void write_all(int fd, std::string_view bytes, const std::filesystem::path& path) {
    while (!bytes.empty()) {
        const ssize_t n = ::write(fd, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) fail_errno("writing", path);
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
}

std::string slurp(int fd, const std::filesystem::path& path, std::size_t limit) {
    std::string out;
    char buffer[1 << 16];
    for (;;) {
        const ssize_t n = ::read(fd, buffer, sizeof buffer);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) fail_errno("reading", path);
        if (n == 0) return out;
        out.append(buffer, static_cast<std::size_t>(n));
        if (out.size() > limit)
            throw ResourceError("E-io-size", fmt::format("more than {} bytes", limit),
                                "split the file", {path.string()});
    }
}

}  // namespace

void fail_errno(std::string_view doing, const std::filesystem::path& path) {
    const int e = errno;
    const std::string message = fmt::format("{} failed: {}", doing, std::strerror(e));
    const Location where{path.string()};
    if (e == ENOSPC || e == EDQUOT)
        throw ResourceError("E-io-full", message, "free some space and run the same command again",
                            where);
    if (e == EACCES || e == EPERM || e == EROFS)
        throw IoError("E-io-access", message, "check the permissions", where);
    if (e == ENOENT) throw IoError("E-io-missing", message, "check the path", where);
    throw IoError("E-io", message, "check the disk and the path", where);
}

std::string read_file(const std::filesystem::path& path, std::size_t limit) {
    std::string bytes;
    if (path == "-") {
        bytes = slurp(STDIN_FILENO, "<stdin>", limit);
    } else {
        const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
        if (file.fd < 0) fail_errno("opening", path);
        bytes = slurp(file.fd, path, limit);
    }
    if (bytes.size() > 2 && bytes[0] == '\x1f' && bytes[1] == '\x8b') {
        try {
            return gunzip(bytes, limit);
        } catch (Error& e) {
            e.locate({path.string()});
            throw;
        }
    }
    return bytes;
}

void write_atomic(const std::filesystem::path& path,
                  const std::function<void(const std::filesystem::path& aside)>& write) {
    static std::atomic<unsigned> counter{0};
    // The name says who wrote it: two writers never share an aside file.
    std::filesystem::path aside = path;
    aside += fmt::format(".{}.{}.tmp", ::getpid(), counter++);
    try {
        write(aside);
        failpoint("file.written");
        const Descriptor file{::open(aside.c_str(), O_RDONLY | O_CLOEXEC)};
        if (file.fd < 0) fail_errno("opening", path);
        if (::fsync(file.fd) != 0) fail_errno("flushing", path);
        failpoint("file.synced");
        if (::rename(aside.c_str(), path.c_str()) != 0) fail_errno("renaming", path);
        failpoint("file.renamed");
    } catch (...) {
        ::unlink(aside.c_str());
        throw;
    }
    sync_directory(path.has_parent_path() ? path.parent_path() : ".");
    failpoint("file.durable");
}

void write_atomic(const std::filesystem::path& path, std::string_view bytes) {
    write_atomic(path, [&](const std::filesystem::path& aside) {
        const Descriptor file{
            ::open(aside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)};
        if (file.fd < 0) fail_errno("creating", path);
        write_all(file.fd, bytes, path);
    });
}

void write_file(const std::filesystem::path& path, std::string_view bytes) {
    if (path == "-") return write_all(STDOUT_FILENO, bytes, "<stdout>");
    if (path.extension() == ".gz") return write_atomic(path, gzip(bytes));
    write_atomic(path, bytes);
}

std::string gzip(std::string_view bytes) {
    z_stream z{};
    // 15 + 16: gzip wrapper. zlib writes no time stamp, so equal input gives equal bytes.
    if (deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        throw ResourceError("E-io-gzip", "the compressor could not start", "free some memory");
    std::string out(deflateBound(&z, static_cast<uLong>(bytes.size())) + 32, '\0');
    z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    z.avail_in = static_cast<uInt>(bytes.size());
    z.next_out = reinterpret_cast<Bytef*>(out.data());
    z.avail_out = static_cast<uInt>(out.size());
    const int status = deflate(&z, Z_FINISH);
    out.resize(z.total_out);
    deflateEnd(&z);
    if (status != Z_STREAM_END)
        throw ResourceError("E-io-gzip", "compression failed", "free some memory");
    return out;
}

std::string gunzip(std::string_view bytes, std::size_t limit) {
    z_stream z{};
    // 15 + 32: gzip or zlib wrapper, as the data begin.
    if (inflateInit2(&z, 15 + 32) != Z_OK)
        throw ResourceError("E-io-gzip", "the decompressor could not start", "free some memory");
    const struct Guard {
        z_stream& z;
        ~Guard() { inflateEnd(&z); }
    } guard{z};
    z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    z.avail_in = static_cast<uInt>(bytes.size());
    std::string out;
    char buffer[1 << 16];
    for (;;) {
        z.next_out = reinterpret_cast<Bytef*>(buffer);
        z.avail_out = sizeof buffer;
        const int status = inflate(&z, Z_NO_FLUSH);
        out.append(buffer, sizeof buffer - z.avail_out);
        if (out.size() > limit)
            throw ResourceError("E-io-size", fmt::format("unpacks to more than {} bytes", limit),
                                "unpack it and split the file");
        if (status == Z_STREAM_END) {
            if (z.avail_in == 0) return out;
            inflateReset(&z);  // members may follow one another
            continue;
        }
        if (status == Z_MEM_ERROR)
            throw ResourceError("E-memory", "out of memory while unpacking gzip data",
                                "give it more memory");
        if (status != Z_OK || (z.avail_in == 0 && z.avail_out != 0))
            throw IoError("E-io-gzip", "damaged or truncated gzip data", "fetch the file again");
    }
}

std::filesystem::path find_program(std::string_view name) {
    const char* path = std::getenv("PATH");
    for (const Word& directory : fields(path ? path : "", ':')) {
        auto program = std::filesystem::path(directory.text) / name;
        if (!directory.text.empty() && ::access(program.c_str(), X_OK) == 0) return program;
    }
    return "";
}

std::filesystem::path program_file() {
    if (const char* set = std::getenv("CRUCIBLE_PROGRAM")) return set;
    std::error_code error;
    return std::filesystem::read_symlink("/proc/self/exe", error);
}

std::filesystem::path shared_file(const std::filesystem::path& name) {
    std::error_code error;
    const std::filesystem::path program = program_file().parent_path();
    // Beside bin, or beside lib/crucible where an installation keeps its programs.
    std::vector<std::filesystem::path> folders{program / "../share/crucible",
                                               program / "../../share/crucible"};
    if (const char* set = std::getenv("CRUCIBLE_SHARE")) folders = {set};
    for (const auto& folder : folders) {
        std::filesystem::path file = (folder / name).lexically_normal();
        if (std::filesystem::is_regular_file(file, error)) return file;
    }
    return {};
}

void make_directories(const std::filesystem::path& path) {
    std::error_code error;
    std::filesystem::create_directories(path, error);
    if (error) {
        errno = error.value();
        fail_errno("creating the directory", path);
    }
}

void sync_directory(const std::filesystem::path& path) {
    const Descriptor dir{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (dir.fd >= 0) ::fsync(dir.fd);  // some file systems refuse this; the rename is still atomic
}

ScratchDirectory::ScratchDirectory(const std::string& name) {
    std::string pattern =
        (std::filesystem::temp_directory_path() / ("crucible-" + name + "-XXXXXX")).string();
    if (!::mkdtemp(pattern.data())) fail_errno("making a temporary directory", pattern);
    path_ = pattern;
}

ScratchDirectory::~ScratchDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

}  // namespace crucible
