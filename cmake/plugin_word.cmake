# Writes OUT: a word that says which headers a program and its plug-ins were compiled with. Run at
# build time, whenever one of HEADERS is newer.
cmake_policy(VERSION 3.25)
set(all "")
string(REPLACE "|" ";" HEADERS "${HEADERS}")
foreach(header IN LISTS HEADERS)
    file(SHA256 "${header}" hash)
    string(APPEND all ${hash})
endforeach()
string(SHA256 word "${all}")
file(CONFIGURE OUTPUT "${OUT}" CONTENT "#define CRUCIBLE_PLUGIN_WORD \"@word@\"\n" @ONLY)
