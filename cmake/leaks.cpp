// Leaks of libraries that others wrote, which the search for leaks passes over: what MPI sets up
// for the life of a process, and what RDKit's SMARTS parser leaves behind when it refuses a
// recursive SMARTS whose rings are open, such as [$([#6]=1:O)].
extern "C" const char* __lsan_default_suppressions() {
    return "leak:libmpi.so\nleak:libopen-pal.so\nleak:libopen-rte.so\nleak:libhwloc.so\n"
           "leak:libpmix\nleak:mca_\nleak:yysmarts_parse\n";
}
